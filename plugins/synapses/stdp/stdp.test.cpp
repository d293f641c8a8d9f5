#include <support/pair_rule.hpp>

namespace {
const support::PairRule rule{BOUTON_PLUGIN_LIBRARY, "stdp", false};
}

TEST_CASE("the weights change by dW = Ap xo te - An to xe, for every weight and step") { rule.check_formula(); }

TEST_CASE("limits hold, learning off changes no weight, a reset keeps weights, slices change no bit") {
  rule.check_properties();
}

TEST_CASE("the smallest weight is -Wlim by default, and 0 where the synapse is excitatory") {
  support::PairRule free = rule;
  free.more = R"("Wlim": 0.1)";
  auto n = free.network();
  n.step();
  const auto weights = support::PairRule::values(n);
  CHECK(*std::min_element(weights.begin(), weights.end()) < 0.0);
  CHECK(*std::min_element(weights.begin(), weights.end()) >= -0.1);
}
