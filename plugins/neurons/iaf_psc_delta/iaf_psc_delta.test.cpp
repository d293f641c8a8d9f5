#include <support/iaf.hpp>

namespace {

bouton::Registry registry() { return support::registry_with(BOUTON_PLUGIN_LIBRARY); }

/// A unit that spikes in step 2, since what arrives then is large, and gets 2 mV in each of the steps 4 and 5.
bouton::Network refractory(bouton::Registry& r, const std::string& params) {
  return support::network(
      support::iaf("iaf_psc_delta", R"({"t_ref": 0.5, "E_L": -60, "V_reset": -70, "tau_m": 5)" + params + "}", "exc",
                   "[[0], [0], [30], [0], [2], [2], [0], [0], [0], [0], [0], [0], [0], [0], [0]]"),
      r);
}

}  // namespace

TEST_CASE("the potential decays, then jumps by what arrives in the same step") {
  auto r = registry();
  auto n =
      support::network(support::iaf("iaf_psc_delta", R"({"E_L": -70, "tau_m": 10})", "exc", "[[2.5], [0], [0]]"), r);
  n.step();
  CHECK(support::state_of(n, "V_m") == -67.5);
  n.step();
  CHECK(std::abs(support::state_of(n, "V_m") - (-70 + 2.5 * std::exp(-0.01))) < 1e-13);
  auto inhibited = support::network(support::iaf("iaf_psc_delta", "{}", "inh", "[[2.5]]"), r);
  inhibited.step();
  CHECK(support::state_of(inhibited, "V_m") == -72.5);
}

TEST_CASE("a jump to exactly the threshold is a spike, and the row shows the reset") {
  auto r = registry();
  auto n = support::network(support::iaf("iaf_psc_delta", "{}", "exc", "[[0], [15], [0]]"), r);
  n.step();
  CHECK(support::spikes(n, "n").empty());
  n.step();
  CHECK(support::spikes(n, "n").size() == 1);
  CHECK(support::state_of(n, "V_m") == -70);
  auto below = support::network(support::iaf("iaf_psc_delta", "{}", "exc", "[[14.999999999]]"), r);
  below.step();
  CHECK(support::spikes(below, "n").empty());
}

TEST_CASE("what arrives in the refractory time is lost") {
  auto r = registry();
  auto n = refractory(r, "");
  n.run(3);
  CHECK(support::spikes(n, "n").size() == 1);
  for (int step = 3; step < 8; ++step) {
    n.step();
    CHECK(support::state_of(n, "V_m") == -70);
  }
  n.step();
  CHECK(std::abs(support::state_of(n, "V_m") - (-60 - 10 * std::exp(-0.02))) < 1e-13);
}

TEST_CASE("with refractory_input it is kept, decays, and is added in the first free step") {
  auto r = registry();
  auto n = refractory(r, R"(, "refractory_input": true)");
  n.run(8);
  CHECK(support::state_of(n, "V_m") == -70);
  // In step 4 four steps of five remain, in step 5 three.
  const double kept = 2 * std::exp(-4 * 0.1 / 5) + 2 * std::exp(-3 * 0.1 / 5);
  CHECK(std::abs(support::state_of(n, "refr_spikes_buffer") - kept) < 1e-14);
  n.step();
  CHECK(std::abs(support::state_of(n, "V_m") - (-60 - 10 * std::exp(-0.02) + kept)) < 1e-13);
  CHECK(support::state_of(n, "refr_spikes_buffer") == 0);
}

TEST_CASE("the potential does not fall below V_min, whatever brings it there") {
  auto r = registry();
  auto n = support::network(support::iaf("iaf_psc_delta", R"({"V_min": -72})", "inh", "[[5], [0]]"), r);
  n.step();
  CHECK(support::state_of(n, "V_m") == -72);
  auto driven = support::network(support::iaf("iaf_psc_delta", R"({"V_min": -72, "I_e": -5000})"), r);
  driven.run(50);
  CHECK(support::state_of(driven, "V_m") == -72);
}

TEST_CASE("iaf_psc_delta holds to NEST's grid") {
  auto r = registry();
  support::check_refractory_time(r, "iaf_psc_delta");
  support::check_ties(r, "iaf_psc_delta");
  support::check_per_unit(r, "iaf_psc_delta");
  support::check_reset(r, "iaf_psc_delta");
  support::check_refusals(r, "iaf_psc_delta");
}

TEST_CASE("iaf_psc_delta gives the same bits for any slices") {
  auto r = registry();
  support::check_any_cut(r, "iaf_psc_delta", "0.7", {"V_m", "refractory"});
}
