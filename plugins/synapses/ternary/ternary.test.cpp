#include <support/pair_rule.hpp>

namespace {
const support::PairRule rule{BOUTON_PLUGIN_LIBRARY, "ternary", true};
}

TEST_CASE("the weights change by the modulator's trace times STDP, for every weight and step") { rule.check_formula(); }

TEST_CASE("limits hold, learning off changes no weight, a reset keeps weights, slices change no bit") {
  rule.check_properties();
}
