#include <filesystem>
#include <fstream>

#include <support/network.hpp>

using support::contains;
using support::findings;
using support::network;

namespace {

std::string units(int size, const std::string& params, double dt = 1) {
  return R"({"bouton": 1, "dt": )" + std::to_string(dt) + R"(, "inputs": [{"name": "x", "size": )" +
         std::to_string(size) + R"(, "source": {"type": "spike_times", "params": )" + params + "}}]}";
}

using Raster = std::vector<std::vector<bouton::Unit>>;

Raster raster(bouton::Network& n, int steps) {
  Raster result;
  for (int step = 0; step < steps; ++step) {
    n.step();
    result.push_back(support::spikes(n, "x"));
  }
  return result;
}

/// A file in a folder for temporary ones, and the parameter that names it.
std::string file_with(const std::string& text) {
  const auto path = std::filesystem::temp_directory_path() / "bouton_spike_times_test.csv";
  std::ofstream(path) << text;
  return R"({"file": ")" + path.string() + R"("})";
}

}  // namespace

TEST_CASE("a spike is published in the step that ends at its time") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  auto n = network(units(3, R"({"times": [4, 1, 4], "units": [2, 1, 0]})"), r);
  CHECK(raster(n, 5) == Raster{{1}, {}, {}, {0, 2}, {}});
  CHECK(n.output("x").is_spikes);
}

TEST_CASE("without 'units' all units spike at each time, and without times none does") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  auto all = network(units(2, R"({"times": [2, 3]})"), r);
  CHECK(raster(all, 4) == Raster{{}, {0, 1}, {0, 1}, {}});
  auto none = network(units(2, "{}"), r);
  CHECK(raster(none, 2) == Raster{{}, {}});
}

TEST_CASE("times are in ms, and decimals of them are found on the grid") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  auto n = network(units(1, R"({"times": [0.3, 0.7]})", 0.1), r);
  CHECK(raster(n, 8) == Raster{{}, {}, {0}, {}, {}, {}, {0}, {}});
}

TEST_CASE("a reset begins anew, and a change of the times goes on from the present step") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  auto n = network(units(1, R"({"times": [1, 3]})"), r);
  CHECK(raster(n, 2) == Raster{{0}, {}});
  n.reset();
  CHECK(raster(n, 3) == Raster{{0}, {}, {0}});
  n.set("x", "times", std::vector<double>{2, 5});
  CHECK(raster(n, 2) == Raster{{}, {0}});
}

TEST_CASE("the spikes do not depend on how the layer is cut") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  for (const std::size_t slices : {1, 2, 3}) {
    auto options = support::options();
    options.slices = slices;
    auto n = network(units(3, R"({"times": [1, 1, 2, 2, 2], "units": [0, 2, 0, 1, 2]})"), r, options);
    CHECK(raster(n, 3) == Raster{{0, 2}, {0, 1, 2}, {}});
  }
}

TEST_CASE("a file has times or the steps of a recording") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  const Raster expected{{1}, {}, {0, 1}, {}};
  for (const char* text : {"time,index\n0.1,1\n0.3,0\n0.3,1\n", "step,index\n0,1\n2,1\n2,0\n",
                           "ms,index\r\n0,1\r\n0.2,0\r\n0.2,1\r\n\r\n"}) {
    CAPTURE(text);
    auto n = network(units(2, file_with(text), 0.1), r);
    CHECK(raster(n, 4) == expected);
  }
}

TEST_CASE("what a file must not hold is told with its line") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  CHECK(contains(findings(units(2, file_with("when,index\n1,0\n")), r), "test.csv:1: wanted the names of two columns"));
  CHECK(contains(findings(units(2, file_with("time,index\n1,0\n2\n")), r),
                 "test.csv:3: wanted two numbers, 'time,unit'; found '2'"));
  CHECK(contains(findings(units(2, file_with("time,index\n1,0,5\n")), r), "test.csv:2: wanted two numbers"));
  CHECK(contains(findings(units(2, file_with("step,index\n1.5,0\n")), r), "test.csv has a step 1.5"));
  CHECK(contains(findings(units(2, R"({"file": "/nowhere/spikes.csv"})"), r), "/nowhere/spikes.csv cannot be read"));
}

TEST_CASE("times that are not on the grid, twice the same or lack a unit are refused, and the messages say so") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  CHECK(
      contains(findings(units(1, R"({"times": [1.5]})"), r), "'times' is 1.5 ms; it must be a whole number of steps"));
  CHECK(contains(findings(units(1, R"({"times": [0]})"), r), "'times' is 0; it must be > 0"));
  CHECK(contains(findings(units(2, R"({"times": [3, 3], "units": [1, 1]})"), r), "unit 1 has two spikes in step 2"));
  CHECK(contains(findings(units(2, R"({"times": [3, 4], "units": [1]})"), r), "there are 2 'times' and 1 'units'"));
  CHECK(contains(findings(units(2, R"({"times": [3], "units": [0.5]})"), r), "there is a spike of unit 0.5"));
}

TEST_CASE("a spike of a unit that does not exist stops the run, and the message says so") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  auto n = network(units(2, R"({"times": [3], "units": [2]})"), r);
  std::string what;
  try {
    n.step();
  } catch (const bouton::Error& error) {
    what = error.what();
  }
  CHECK(contains(what, "there is a spike of unit 2, but there are 2 units"));
}
