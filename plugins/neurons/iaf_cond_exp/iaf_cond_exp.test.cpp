#include <support/iaf.hpp>

namespace {

bouton::Registry registry() { return support::registry_with(BOUTON_PLUGIN_LIBRARY); }

/// A membrane with two conductances, integrated with 2000 steps of the classical Runge-Kutta method for each of 0.1 ms.
struct Membrane {
  double C = 250, g_L = 16.6667, E_L = -70, E_ex = 0, E_in = -85, tau_ex = 0.2, tau_in = 2, I = 0;
  double V = -70, g_ex = 0, g_in = 0;

  double slope(double v, double t) const {
    return (-g_L * (v - E_L) - g_ex * std::exp(-t / tau_ex) * (v - E_ex) - g_in * std::exp(-t / tau_in) * (v - E_in) +
            I) /
           C;
  }
  void advance(double dt) {
    constexpr int parts = 2000;
    const double h = dt / parts;
    for (int i = 0; i < parts; ++i) {
      const double t = i * h, a = slope(V, t), b = slope(V + h / 2 * a, t + h / 2), c = slope(V + h / 2 * b, t + h / 2),
                   d = slope(V + h * c, t + h);
      V += h / 6 * (a + 2 * b + 2 * c + d);
    }
    g_ex *= std::exp(-dt / tau_ex);
    g_in *= std::exp(-dt / tau_in);
  }
};

/// The largest difference over 20 steps in which both conductances jump now and then, without a spike.
double largest_error(bouton::Registry& r, Membrane exact, double ex, double in, const std::string& dt) {
  const auto number = [](double x) { return std::to_string(x); };
  const std::string rows = "[[1], [0], [0], [1], [1], [0], [0], [0], [0], [0]]";
  auto text = support::iaf("iaf_cond_exp",
                           R"({"V_th": 1000, "tau_syn_ex": )" + number(exact.tau_ex) + R"(, "tau_syn_in": )" +
                               number(exact.tau_in) + R"(, "C_m": )" + number(exact.C) + R"(, "I_e": )" +
                               number(exact.I) + R"(, "g_L": )" + number(exact.g_L) + "}",
                           "current", "[[0]]");
  text = support::with(text, "\"dt\": 0.1", "\"dt\": " + dt);
  text = support::with(
      text, R"("inputs": [)",
      R"("inputs": [{"name": "s", "size": 1, "source": {"type": "rows", "params": {"values": )" + rows + "}}}, ");
  text.pop_back();
  for (const auto& [port, weight] : {std::pair{"exc", ex}, {"inh", in}})
    text += std::string(port == std::string("exc") ? R"(, "synapses": [)" : ", ") + R"({"name": ")" + port +
            R"(", "type": "plain", "from": "s", "to": "n", "syn_type": ")" + port + R"(", "weights": [[)" +
            number(weight) + "]]}";
  auto n = support::network(text + "]}", r);
  double largest = 0;
  for (int step = 0; step < 20; ++step) {
    exact.advance(std::stod(dt));
    const int row = step % 10;
    if (row == 0 || row == 3 || row == 4) exact.g_ex += ex, exact.g_in += in;
    n.step();
    CHECK(std::abs(support::state_of(n, "g_ex") - exact.g_ex) < 1e-9);
    CHECK(std::abs(support::state_of(n, "g_in") - exact.g_in) < 1e-9);
    largest = std::max(largest, std::abs(support::state_of(n, "V_m") - exact.V));
  }
  return largest;
}

}  // namespace

TEST_CASE("the error is below a ten-thousandth of a millivolt, also where conductances decay within a step") {
  auto r = registry();
  CHECK(largest_error(r, {}, 40, 20, "0.1") < 1e-5);
  CHECK(largest_error(r, {.tau_ex = 5, .tau_in = 10}, 6, 67, "0.1") < 1e-6);
  CHECK(largest_error(r, {}, 40, 20, "1.0") < 1e-4);
  CHECK(largest_error(r, {.tau_ex = 0.5, .tau_in = 1}, 20, 40, "1.0") < 1e-4);
  CHECK(largest_error(r, {.C = 200, .g_L = 10, .tau_ex = 5, .tau_in = 10}, 20, 60, "1.0") < 1e-4);
  CHECK(largest_error(r, {.I = 300}, 5, 5, "0.1") < 1e-5);
}

TEST_CASE("without synaptic conductances the step is exact, with a leak or without one") {
  auto r = registry();
  CHECK(largest_error(r, {.I = 400}, 0, 0, "0.1") < 1e-11);
  CHECK(largest_error(r, {.g_L = 0, .I = 100}, 0, 0, "0.1") < 1e-9);
}

TEST_CASE("a conductance jumps in the row of its arrival, and the potential moves a step later") {
  auto r = registry();
  auto n = support::network(support::iaf("iaf_cond_exp", "{}", "exc", "[[30], [0], [0]]"), r);
  n.step();
  CHECK(support::state_of(n, "g_ex") == 30);
  CHECK(support::state_of(n, "V_m") == -70);
  n.step();
  CHECK(support::state_of(n, "V_m") > -70);
  auto inhibited = support::network(support::iaf("iaf_cond_exp", "{}", "inh", "[[30], [0], [0]]"), r);
  inhibited.run(2);
  CHECK(support::state_of(inhibited, "g_in") == doctest::Approx(30 * std::exp(-0.05)).epsilon(1e-14));
  CHECK(support::state_of(inhibited, "V_m") < -70);
}

TEST_CASE("a conductance so large that the potential relaxes within a step pulls it to the reversal potential") {
  auto r = registry();
  for (const auto& [weight, tolerance] : {std::pair{"1e5", 1e-1}, {"1e7", 1e-3}, {"1e12", 1e-3}}) {
    auto n = support::network(
        support::iaf("iaf_cond_exp", R"({"tau_syn_in": 10})", "inh", "[[" + std::string(weight) + "], [0], [0]]"), r);
    n.run(3);
    CHECK(std::abs(support::state_of(n, "V_m") + 85) < tolerance);
  }
}

TEST_CASE("the potential stays between the reversal potentials, whatever the conductances") {
  auto r = registry();
  for (const char* dt : {"0.1", "1.0"})
    for (const char* weight : {"300", "3000", "3e4", "3e5", "3e8"}) {
      CAPTURE(weight);
      const std::string both =
          R"(, "initial": {"V_m": -80, "g_ex": )" + std::string(weight) + R"(, "g_in": )" + weight + "}";
      auto n = support::network(
          support::with(
              support::iaf("iaf_cond_exp", R"({"V_th": 1000, "tau_syn_ex": 2, "tau_syn_in": 5})", "", "", both),
              "\"dt\": 0.1", "\"dt\": " + std::string(dt)),
          r);
      for (int step = 0; step < 10; ++step) {
        n.step();
        CHECK(support::state_of(n, "V_m") < 0);
        CHECK(support::state_of(n, "V_m") > -85);
      }
    }
}

TEST_CASE("a current acts in the step in which it arrives, also beside conductances") {
  auto r = registry();
  auto with_current = support::network(
      support::iaf("iaf_cond_exp", "{}", "current", "[[250]]", R"(, "initial": {"g_ex": 9, "g_in": 30})"), r);
  auto with_constant = support::network(
      support::iaf("iaf_cond_exp", R"({"I_e": 250})", "", "", R"(, "initial": {"g_ex": 9, "g_in": 30})"), r);
  for (int step = 0; step < 10; ++step) {
    with_current.step();
    with_constant.step();
    CHECK(std::abs(support::state_of(with_current, "V_m") - support::state_of(with_constant, "V_m")) < 1e-12);
  }
}

TEST_CASE("iaf_cond_exp holds to NEST's grid") {
  auto r = registry();
  support::check_refractory_time(r, "iaf_cond_exp");
  support::check_ties(r, "iaf_cond_exp");
  support::check_per_unit(r, "iaf_cond_exp");
  support::check_reset(r, "iaf_cond_exp");
  support::check_refusals(r, "iaf_cond_exp");
}

TEST_CASE("iaf_cond_exp gives the same bits for any slices") {
  auto r = registry();
  support::check_any_cut(r, "iaf_cond_exp", "8", {"V_m", "g_ex", "g_in", "refractory"});
}
