#include <support/iaf.hpp>

namespace {

bouton::Registry registry() { return support::registry_with(BOUTON_PLUGIN_LIBRARY); }

/// The potential above rest that a current leaves which decays from 1 pA on, by the textbook's difference of two
/// exponentials; `steps` of 0.1 ms later.
double response(double tau_m, double tau_syn, double C, int steps) {
  const double t = 0.1 * steps;
  return tau_m * tau_syn / (C * (tau_m - tau_syn)) * (std::exp(-t / tau_m) - std::exp(-t / tau_syn));
}

}  // namespace

TEST_CASE("a spike's current jumps in the row of its arrival, and both follow the difference of two exponentials") {
  auto r = registry();
  auto n = support::network(support::iaf("iaf_psc_exp", R"({"tau_m": 20, "C_m": 200, "tau_syn_ex": 3, "E_L": -70})",
                                         "exc", "[[150], [0], [0], [0], [0], [0], [0], [0], [0], [0]]"),
                            r);
  n.step();
  CHECK(support::state_of(n, "I_syn_ex") == 150);
  CHECK(support::state_of(n, "V_m") == -70);
  for (int step = 1; step < 10; ++step) {
    n.step();
    CHECK(std::abs(support::state_of(n, "I_syn_ex") - 150 * std::exp(-0.1 * step / 3)) < 1e-12);
    CHECK(std::abs(support::state_of(n, "V_m") - (-70 + 150 * response(20, 3, 200, step))) < 1e-12);
  }
}

TEST_CASE("the port inh takes magnitudes, and the inhibitory current is not above 0") {
  auto r = registry();
  auto n = support::network(
      support::iaf("iaf_psc_exp", R"({"tau_syn_in": 5})", "inh", "[[100], [0], [0], [0], [0], [0]]"), r);
  n.step();
  CHECK(support::state_of(n, "I_syn_in") == -100);
  for (int step = 1; step < 6; ++step) {
    n.step();
    CHECK(std::abs(support::state_of(n, "V_m") - (-70 - 100 * response(10, 5, 250, step))) < 1e-12);
  }
}

TEST_CASE("equal and nearly equal time constants give the limit of the formula") {
  auto r = registry();
  const auto last = [&](const std::string& tau_syn) {
    auto n = support::network(support::iaf("iaf_psc_exp", R"({"tau_m": 10, "tau_syn_ex": )" + tau_syn + "}", "exc",
                                           "[[400], [0], [0], [0], [0], [0], [0], [0], [0], [0], [0]]"),
                              r);
    n.run(11);
    return support::state_of(n, "V_m") + 70;
  };
  // t / C exp(-t / tau) after 1 ms.
  const double limit = 400 * 1.0 / 250 * std::exp(-0.1);
  CHECK(std::abs(last("10") - limit) < 1e-12);
  for (const std::string tau : {"10.00000000000001", "9.9999999999", "10.00000001"})
    CHECK(std::abs(last(tau) - limit) < 1e-8);
  CHECK(std::abs(last("10.001") - 400 * response(10, 10.001, 250, 10)) < 1e-9);
}

TEST_CASE("a current acts in the step in which it arrives, as I_e does in all") {
  auto r = registry();
  auto n = support::network(support::iaf("iaf_psc_exp", R"({"I_e": 120})", "current", "[[0], [80]]"), r);
  n.step();
  CHECK(std::abs(support::state_of(n, "V_m") - (-70 - 120 * 10 / 250.0 * std::expm1(-0.01))) < 1e-12);
  const double before = support::state_of(n, "V_m") + 70;
  n.step();
  CHECK(std::abs(support::state_of(n, "V_m") -
                 (-70 + before * std::exp(-0.01) - 200 * 10 / 250.0 * std::expm1(-0.01))) < 1e-12);
}

TEST_CASE("iaf_psc_exp holds to NEST's grid") {
  auto r = registry();
  support::check_refractory_time(r, "iaf_psc_exp");
  support::check_ties(r, "iaf_psc_exp");
  support::check_per_unit(r, "iaf_psc_exp");
  support::check_reset(r, "iaf_psc_exp");
  support::check_refusals(r, "iaf_psc_exp");
}

TEST_CASE("iaf_psc_exp gives the same bits for any slices") {
  auto r = registry();
  support::check_any_cut(r, "iaf_psc_exp", "90", {"V_m", "I_syn_ex", "I_syn_in", "refractory"});
}
