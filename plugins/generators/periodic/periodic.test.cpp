#include <support/network.hpp>

using support::contains;
using support::findings;
using support::network;
using support::output;

namespace {

std::string units(int size, const std::string& params) {
  return R"({"bouton": 1, "inputs": [{"name": "x", "size": )" + std::to_string(size) +
         R"(, "source": {"type": "periodic", "params": )" + params + "}}]}";
}

/// The steps, from 1, in which unit 0 spikes.
std::vector<int> spike_steps(bouton::Network& n, int steps) {
  std::vector<int> result;
  for (int step = 1; step <= steps; ++step) {
    n.step();
    if (n.output("x").values[0] != 0.0) result.push_back(step);
  }
  return result;
}

}  // namespace

TEST_CASE("a unit spikes where the sum of its rate exceeds 1, and starts again from zero") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  auto n = network(units(1, R"({"rate": 0.4})"), r);
  CHECK(spike_steps(n, 2).empty());
  CHECK(n.state("x", "accumulated")[0] == 0.8);
  CHECK(spike_steps(n, 1) == std::vector<int>{1});
  // Nothing is carried over: from 1.2, 0.2 would be.
  CHECK(n.state("x", "accumulated")[0] == 0.0);
  CHECK(spike_steps(n, 6) == std::vector<int>{3, 6});
}

TEST_CASE("a sum of exactly 1 is no spike yet") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  auto n = network(units(1, R"({"rate": 0.5})"), r);
  CHECK(spike_steps(n, 9) == std::vector<int>{3, 6, 9});
  auto always = network(units(1, R"({"rate": 1})"), r);
  CHECK(spike_steps(always, 4) == std::vector<int>{2, 4});
}

TEST_CASE("the scale multiplies the rate") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  auto twice = network(units(1, R"({"rate": 0.4, "scale": 2})"), r);
  CHECK(spike_steps(twice, 6) == std::vector<int>{2, 4, 6});
  auto never = network(units(1, R"({"rate": 1, "scale": 0})"), r);
  CHECK(spike_steps(never, 50).empty());
}

TEST_CASE("a reset begins the train anew") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  auto n = network(units(1, R"({"rate": 0.4})"), r);
  CHECK(spike_steps(n, 2).empty());
  n.reset();
  CHECK(spike_steps(n, 6) == std::vector<int>{3, 6});
}

TEST_CASE("rates per unit stay with their units however the layer is cut") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  for (const std::size_t slices : {1, 2, 3}) {
    auto options = support::options();
    options.slices = slices;
    auto n = network(units(3, R"({"rate": [1, 0, 0.6]})"), r, options);
    n.step();
    CHECK(support::spikes(n, "x").empty());
    n.step();
    CHECK(support::spikes(n, "x") == std::vector<bouton::Unit>{0, 2});
    CHECK(n.output("x").is_spikes);
  }
}

TEST_CASE("a rate is required and from 0 to 1, and the messages say so") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  CHECK(contains(findings(units(1, R"({"rate": 1.5})"), r),
                 "/inputs/0/source/params/rate: 'rate' is 1.5; it must be >= 0 and <= 1"));
  CHECK(contains(findings(units(1, "{}"), r),
                 "'periodic' needs the parameter 'rate' (what is added per step, not the spikes per step)"));
}
