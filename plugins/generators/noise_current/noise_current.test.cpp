#include <cmath>

#include <support/network.hpp>

using support::contains;
using support::findings;
using support::network;
using support::output;

namespace {

std::string units(int size, const std::string& params, double dt = 1, const std::string& name = "x") {
  return R"({"bouton": 1, "dt": )" + std::to_string(dt) + R"(, "inputs": [{"name": ")" + name + R"(", "size": )" +
         std::to_string(size) + R"(, "source": {"type": "noise_current", "params": )" + params + "}}]}";
}

using Currents = std::vector<std::vector<double>>;

Currents play(bouton::Network& n, int steps, const std::string& name = "x") {
  Currents result;
  for (int step = 0; step < steps; ++step) {
    n.step();
    result.push_back(output(n, name));
  }
  return result;
}

Currents play(const std::string& text, int steps, std::size_t slices = 1) {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  auto options = support::options();
  options.slices = slices;
  auto n = network(text, r, options);
  return play(n, steps);
}

}  // namespace

TEST_CASE("the current has the given mean and standard deviation, within four standard errors") {
  double sum = 0, squares = 0, successors = 0;
  constexpr int size = 500, steps = 200, n = size * steps;
  const auto all = play(units(size, R"({"mean": 100, "std": 20})"), steps);
  for (int step = 0; step < steps; ++step)
    for (int k = 0; k < size; ++k) {
      const double x = all[step][k] - 100;
      sum += x, squares += x * x;
      if (step > 0) successors += x * (all[step - 1][k] - 100);
    }
  CHECK(std::abs(sum / n) < 4 * 20 / std::sqrt(n));
  CHECK(std::abs(squares / n - 400) < 4 * 400 * std::sqrt(2.0 / n));
  CHECK(std::abs(successors / n) < 4 * 400 / std::sqrt(n));
}

TEST_CASE("a draw holds for as long as 'dt' says, in each unit another") {
  const auto all = play(units(2, R"({"std": 1, "dt": 0.3})", 0.1), 7);
  CHECK(all[0] == all[1]);
  CHECK(all[0] == all[2]);
  CHECK(all[2] != all[3]);
  CHECK(all[3] == all[5]);
  CHECK(all[5] != all[6]);
  CHECK(all[0][0] != all[0][1]);
}

TEST_CASE("the currents do not depend on how the layer is cut, and each unit has its own mean and deviation") {
  const auto text = units(3, R"({"mean": [1, 2, 3], "std": [0, 1, 0]})");
  const auto whole = play(text, 20);
  CHECK(whole[0][0] == 1);
  CHECK(whole[0][1] != 2);
  CHECK(whole[0][2] == 3);
  CHECK(play(text, 20, 2) == whole);
  CHECK(play(text, 20, 3) == whole);
}

TEST_CASE("a reset in the middle of a draw changes nothing of it, and what follows is new") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  auto n = network(units(5, R"({"std": 1, "dt": 2})"), r);
  const auto before = play(n, 3);
  n.reset();
  const auto after = play(n, 2);
  CHECK(after[0] == before[2]);
  CHECK(after[1] != before[0]);
}

TEST_CASE("two generators of the same network differ, and the mean alone is a constant current") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  auto x = network(units(5, R"({"std": 1})"), r), y = network(units(5, R"({"std": 1})", 1, "y"), r);
  CHECK(play(x, 3) != play(y, 3, "y"));
  CHECK(play(units(2, R"({"mean": 3})"), 2) == Currents{{3, 3}, {3, 3}});
}

TEST_CASE("an interval that is no whole number of steps is refused, and so is a negative deviation") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  CHECK(
      contains(findings(units(1, R"({"dt": 1.5})"), r), "'dt' is 1.5 ms; it must be a whole number of steps of 1 ms"));
  CHECK(contains(findings(units(1, R"({"dt": 1e-12})"), r), "'dt' is shorter than a step"));
  CHECK(contains(findings(units(1, R"({"std": -1})"), r), "'std' is -1; it must be >= 0"));
}
