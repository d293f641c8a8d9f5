#include <support/network.hpp>

using support::contains;
using support::findings;
using support::network;
using support::output;

namespace {

std::string units(int size, const std::string& params, double dt = 1) {
  return R"({"bouton": 1, "dt": )" + std::to_string(dt) + R"(, "inputs": [{"name": "x", "size": )" +
         std::to_string(size) + R"(, "source": {"type": "step_current", "params": )" + params + "}}]}";
}

std::vector<double> play(bouton::Network& n, int steps) {
  std::vector<double> currents;
  for (int step = 0; step < steps; ++step) {
    n.step();
    currents.push_back(output(n, "x")[0]);
  }
  return currents;
}

}  // namespace

TEST_CASE("an amplitude acts from the step on that begins at its time, and is 0 before the first") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  auto n = network(units(1, R"({"times": [2, 3, 5], "amplitudes": [100, -50.5, 0]})"), r);
  CHECK(play(n, 7) == std::vector<double>{0, 0, 100, -50.5, -50.5, 0, 0});
  auto at_once = network(units(1, R"({"times": [0], "amplitudes": [7]})"), r);
  CHECK(play(at_once, 2) == std::vector<double>{7, 7});
}

TEST_CASE("times are in ms, and decimals of them are found on the grid") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  auto n = network(units(1, R"({"times": [0.3, 0.6], "amplitudes": [1, 2]})", 0.1), r);
  CHECK(play(n, 7) == std::vector<double>{0, 0, 0, 1, 1, 1, 2});
}

TEST_CASE("a reset begins anew") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  auto n = network(units(1, R"({"times": [1], "amplitudes": [4]})"), r);
  CHECK(play(n, 3) == std::vector<double>{0, 4, 4});
  CHECK(n.state("x", "step")[0] == 3);
  n.reset();
  CHECK(play(n, 3) == std::vector<double>{0, 4, 4});
}

TEST_CASE("the scale is a factor for each unit, however the layer is cut") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  for (const std::size_t slices : {1, 2, 3}) {
    auto options = support::options();
    options.slices = slices;
    auto n = network(units(3, R"({"times": [0], "amplitudes": [4], "scale": [1, 0, -0.5]})"), r, options);
    n.step();
    CHECK(output(n, "x") == std::vector<double>{4, 0, -2});
    CHECK_FALSE(n.output("x").is_spikes);
  }
}

TEST_CASE("there may be no change at all") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  for (const char* params : {R"({"times": [], "amplitudes": []})", "{}"}) {
    auto n = network(units(2, params), r);
    n.step();
    CHECK(output(n, "x") == std::vector<double>{0, 0});
  }
}

TEST_CASE("times that are not on the grid, do not ascend or lack an amplitude are refused, and the messages say so") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  CHECK(contains(findings(units(1, R"({"times": [1.5], "amplitudes": [1]})"), r),
                 "'times' is 1.5 ms; it must be a whole number of steps of 1 ms"));
  CHECK(contains(findings(units(1, R"({"times": [3, 3], "amplitudes": [1, 2]})"), r),
                 "'times' must ascend; number 2 does not"));
  CHECK(contains(findings(units(1, R"({"times": [3, 4], "amplitudes": [1]})"), r),
                 "there are 2 'times' and 1 'amplitudes'; wanted one for each"));
  CHECK(contains(findings(units(1, R"({"times": [-3], "amplitudes": [1]})"), r), "'times' is -3; it must be >= 0"));
}
