#include <support/network.hpp>

using support::contains;
using support::findings;
using support::network;
using support::output;

namespace {

std::string three_units(const std::string& params) {
  return R"({"bouton": 1, "inputs": [{"name": "x", "size": 3, "source": {"type": "constant", "params": )" + params +
         "}}]}";
}

}  // namespace

TEST_CASE("every unit publishes the value in every step, a reset or not") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  auto n = network(three_units(R"({"value": -0.25})"), r);
  for (int step = 0; step < 3; ++step) {
    n.step();
    CHECK(output(n, "x") == std::vector<double>{-0.25, -0.25, -0.25});
    n.reset();
  }
}

TEST_CASE("the value is 1 if none is given") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  auto n = network(three_units("{}"), r);
  n.step();
  CHECK(output(n, "x") == std::vector<double>{1, 1, 1});
}

TEST_CASE("a value of 1 is an analog value, not a spike") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  auto n = network(three_units(R"({"value": 1})"), r);
  n.step();
  CHECK_FALSE(n.output("x").is_spikes);
}

TEST_CASE("values per unit stay with their units however the layer is cut") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  for (const std::size_t slices : {1, 2, 3}) {
    auto options = support::options();
    options.slices = slices;
    auto n = network(three_units(R"({"value": [1, 2.5, -3]})"), r, options);
    n.step();
    CHECK(output(n, "x") == std::vector<double>{1, 2.5, -3});
  }
}

TEST_CASE("the number of values must be one or that of the units, and the message says so") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  CHECK(contains(findings(three_units(R"({"value": [1, 2]})"), r),
                 "/inputs/0/source/params/value: 'value' has 2 values; wanted one, or 3 (one per unit)"));
}
