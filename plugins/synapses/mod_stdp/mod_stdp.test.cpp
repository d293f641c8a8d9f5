#include <support/pair_rule.hpp>

namespace {
const support::PairRule rule{BOUTON_PLUGIN_LIBRARY, "mod_stdp", true};
}

TEST_CASE("the weights change by the modulator's trace times STDP, for every weight and step") { rule.check_formula(); }

TEST_CASE("limits hold, learning off changes no weight, a reset keeps weights, slices change no bit") {
  rule.check_properties();
}

TEST_CASE("without a modulator it is refused") {
  support::PairRule plain = rule;
  plain.is_modulated = false;
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  CHECK(support::contains(support::findings(plain.text(), r), "'mod_stdp' takes 2 presynaptic names, found 1"));
}
