#include <cmath>

#include <support/network.hpp>

using support::contains;
using support::findings;
using support::network;

namespace {

std::string units(int size, const std::string& params, const std::string& name = "x") {
  return R"({"bouton": 1, "seed": 7, "inputs": [{"name": ")" + name + R"(", "size": )" + std::to_string(size) +
         R"(, "source": {"type": "poisson", "params": )" + params + "}}]}";
}

using Raster = std::vector<std::vector<bouton::Unit>>;

Raster raster(bouton::Network& n, int steps, const std::string& name = "x") {
  Raster result;
  for (int step = 0; step < steps; ++step) {
    n.step();
    result.push_back(support::spikes(n, name));
  }
  return result;
}

Raster raster(const std::string& text, std::uint64_t seed, std::size_t slices = 1) {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  auto options = support::options();
  options.seed = seed;
  options.slices = slices;
  auto n = network(text, r, options);
  return raster(n, 20);
}

}  // namespace

TEST_CASE("the mean number of spikes is scale * rate, within four standard errors") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  constexpr int size = 1000, steps = 400;
  for (const auto& [params, p] : {std::pair(R"({"rate": 0.3})", 0.3), std::pair(R"({"rate": 0.5, "scale": 0.1})", 0.05),
                                  std::pair(R"({"rate": 0.25, "scale": 3})", 0.75)}) {
    auto n = network(units(size, params), r);
    double count = 0;
    for (const auto& spikes : raster(n, steps)) count += static_cast<double>(spikes.size());
    const double draws = double{size} * steps;
    CHECK(std::abs(count / draws - p) < 4 * std::sqrt(p * (1 - p) / draws));
  }
}

TEST_CASE("units and successive steps are not correlated") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  constexpr int size = 200, steps = 1000;
  auto n = network(units(size, R"({"rate": 0.5})"), r);
  double neighbours = 0, successors = 0;
  std::vector<double> last(size, 0.5);
  for (int step = 0; step < steps; ++step) {
    n.step();
    const auto x = support::output(n, "x");
    for (int i = 0; i + 1 < size; ++i) neighbours += (x[i] - 0.5) * (x[i + 1] - 0.5);
    for (int i = 0; i < size; ++i) successors += (x[i] - 0.5) * (last[i] - 0.5);
    last = x;
  }
  // A product of two independent units is 1/4 or -1/4 with the same probability.
  CHECK(std::abs(neighbours) < 4 * 0.25 * std::sqrt((size - 1.0) * steps));
  CHECK(std::abs(successors) < 4 * 0.25 * std::sqrt(size * (steps - 1.0)));
}

TEST_CASE("the seed decides the spikes, and nothing else does") {
  const auto text = units(50, R"({"rate": 0.5})");
  CHECK(raster(text, 1) == raster(text, 1));
  CHECK(raster(text, 1) != raster(text, 2));
}

TEST_CASE("two generators of the same network differ") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  auto x = network(units(50, R"({"rate": 0.5})", "x"), r);
  auto y = network(units(50, R"({"rate": 0.5})", "y"), r);
  CHECK(raster(x, 20, "x") != raster(y, 20, "y"));
}

TEST_CASE("the spikes do not depend on how the layer is cut") {
  // 7 units: slices begin at odd units too.
  const auto text = units(7, R"({"rate": [0.1, 0.9, 0.5, 0.5, 0.3, 0.7, 0.2]})");
  const auto whole = raster(text, 1);
  CHECK(raster(text, 1, 2) == whole);
  CHECK(raster(text, 1, 3) == whole);
  CHECK(raster(text, 1, 7) == whole);
}

TEST_CASE("after a reset come other spikes, so that trials differ") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  auto n = network(units(50, R"({"rate": 0.5})"), r);
  const auto first = raster(n, 5);
  n.reset();
  CHECK(raster(n, 5) != first);
}

TEST_CASE("a rate of 0 never spikes and a rate of 1 always does, each in its own unit") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  auto n = network(units(4, R"({"rate": [0, 1, 0, 1]})"), r);
  for (const auto& spikes : raster(n, 500)) REQUIRE(spikes == std::vector<bouton::Unit>{1, 3});
}

TEST_CASE("a rate in Hz is that many spikes in a second, whatever the length of a step") {
  auto text = units(50, R"({"rate": "200 Hz"})");
  CHECK(raster(text, 1) == raster(units(50, R"({"rate": 0.2})"), 1));
  text.replace(text.find("\"seed\""), 0, R"("dt": 0.5, )");
  CHECK(raster(text, 1) == raster(units(50, R"({"rate": 0.1})"), 1));
}

TEST_CASE("a rate is from 0 to 1, and the message says so") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  CHECK(contains(findings(units(2, R"({"rate": [0.5, -0.1]})"), r),
                 "/inputs/0/source/params/rate: 'rate' is -0.1; it must be >= 0 and <= 1"));
}

TEST_CASE("a scaled rate above 1 is refused") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  CHECK(contains(findings(units(2, R"({"rate": [0.1, 0.6], "scale": 2})"), r),
                 "/inputs/0/source/params/scale: 'x': 'scale' times 'rate' is 1.2"));
}
