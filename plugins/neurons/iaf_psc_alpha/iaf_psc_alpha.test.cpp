#include <numbers>

#include <support/iaf.hpp>

namespace {

bouton::Registry registry() { return support::registry_with(BOUTON_PLUGIN_LIBRARY); }

/// An alpha function with a peak of 1 at tau.
double alpha(double t, double tau) { return t / tau * std::exp(1 - t / tau); }

/// The potential above rest at the time t that it leaves as a current in pA: the convolution with exp(-t / tau_m) / C,
/// by Simpson's rule.
double response(double t, double tau_m, double tau_syn, double C) {
  constexpr int parts = 2000;
  double sum = 0;
  for (int i = 0; i <= parts; ++i) {
    const double s = t * i / parts, weight = i == 0 || i == parts ? 1 : i % 2 == 1 ? 4 : 2;
    sum += weight * alpha(s, tau_syn) * std::exp(-(t - s) / tau_m);
  }
  return sum * t / parts / 3 / C;
}

const std::string one_spike = "[[300], [0], [0], [0], [0], [0], [0], [0], [0], [0], [0], [0], [0], [0], [0], [0]]";

}  // namespace

TEST_CASE("a spike causes an alpha function that peaks at its weight after tau_syn, and the membrane follows") {
  auto r = registry();
  for (const std::string port : {"exc", "inh"}) {
    const double sign = port == "exc" ? 1 : -1;
    auto n = support::network(
        support::iaf("iaf_psc_alpha", R"({"tau_syn_ex": 0.5, "tau_syn_in": 0.5, "tau_m": 8})", port, one_spike), r);
    const std::string current = port == "exc" ? "I_syn_ex" : "I_syn_in";
    n.step();
    CHECK(support::state_of(n, current) == 0);
    CHECK(support::state_of(n, "V_m") == -70);
    for (int step = 1; step < 16; ++step) {
      n.step();
      CHECK(std::abs(support::state_of(n, current) - sign * 300 * alpha(0.1 * step, 0.5)) < 1e-11);
      CHECK(std::abs(support::state_of(n, "V_m") + 70 - sign * 300 * response(0.1 * step, 8, 0.5, 250)) < 1e-11);
    }
  }
}

TEST_CASE("equal and nearly equal time constants give the limit of the formula") {
  auto r = registry();
  for (const double tau_syn : {10.0, 10.000000000000002, 9.9999999999, 10.0000001, 9.99, 12.0, 30.0, 400.0}) {
    CAPTURE(tau_syn);
    char text[64];
    std::snprintf(text, sizeof text, R"({"tau_m": 10, "tau_syn_ex": %.17g})", tau_syn);
    auto n = support::network(support::iaf("iaf_psc_alpha", text, "exc", one_spike), r);
    n.run(16);
    CHECK(std::abs(support::state_of(n, "V_m") + 70 - 300 * response(1.5, 10, tau_syn, 250)) < 1e-11);
  }
}

TEST_CASE("the potential does not fall below V_min") {
  auto r = registry();
  auto n = support::network(support::iaf("iaf_psc_alpha", R"({"V_min": -71, "I_e": -3000})"), r);
  n.run(100);
  CHECK(support::state_of(n, "V_m") == -71);
}

TEST_CASE("iaf_psc_alpha holds to NEST's grid") {
  auto r = registry();
  support::check_refractory_time(r, "iaf_psc_alpha");
  support::check_ties(r, "iaf_psc_alpha");
  support::check_per_unit(r, "iaf_psc_alpha");
  support::check_reset(r, "iaf_psc_alpha");
  support::check_refusals(r, "iaf_psc_alpha");
}

TEST_CASE("iaf_psc_alpha gives the same bits for any slices") {
  auto r = registry();
  support::check_any_cut(r, "iaf_psc_alpha", "60",
                         {"V_m", "I_syn_ex", "I_syn_in", "rising_ex", "rising_in", "refractory"});
}
