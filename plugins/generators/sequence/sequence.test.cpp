#include <support/network.hpp>

using support::contains;
using support::findings;
using support::network;
using support::output;

namespace {

std::string units(int size, const std::string& params) {
  return R"({"bouton": 1, "inputs": [{"name": "x", "size": )" + std::to_string(size) +
         R"(, "source": {"type": "sequence", "params": )" + params + "}}]}";
}

using Rows = std::vector<std::vector<double>>;

Rows play(bouton::Network& n, int steps) {
  Rows rows;
  for (int step = 0; step < steps; ++step) {
    n.step();
    rows.push_back(output(n, "x"));
  }
  return rows;
}

}  // namespace

TEST_CASE("the rows come one per step, over and over") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  auto n = network(units(2, R"({"values": [[1, 0], [0.5, -2], [0, 1]]})"), r);
  CHECK(play(n, 7) == Rows{{1, 0}, {0.5, -2}, {0, 1}, {1, 0}, {0.5, -2}, {0, 1}, {1, 0}});
}

TEST_CASE("a reset rewinds to the first row") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  auto n = network(units(1, R"({"values": [[1], [2], [3]]})"), r);
  CHECK(play(n, 2) == Rows{{1}, {2}});
  CHECK(n.state("x", "row")[0] == 2);
  n.reset();
  CHECK(play(n, 2) == Rows{{1}, {2}});
}

TEST_CASE("a change of the values goes on at the same row") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  auto n = network(units(1, R"({"values": [[1], [2], [3]]})"), r);
  play(n, 2);
  n.set("x", "values", bouton::Matrix{4, 1, {10, 20, 30, 40}});
  CHECK(play(n, 2) == Rows{{30}, {40}});
  n.set("x", "values", bouton::Matrix{1, 1, {7}});
  CHECK(play(n, 2) == Rows{{7}, {7}});
}

TEST_CASE("a row of zeros and ones is spikes, any other is analog values") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  auto n = network(units(2, R"({"values": [[1, 0], [0.5, 1]]})"), r);
  n.step();
  CHECK(n.output("x").is_spikes);
  CHECK(support::spikes(n, "x") == std::vector<bouton::Unit>{0});
  n.step();
  CHECK_FALSE(n.output("x").is_spikes);
}

TEST_CASE("the rows do not depend on how the layer is cut") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  for (const std::size_t slices : {2, 3}) {
    auto options = support::options();
    options.slices = slices;
    auto n = network(units(3, R"({"values": [[1, 2, 3], [4, 5, 6]]})"), r, options);
    CHECK(play(n, 3) == Rows{{1, 2, 3}, {4, 5, 6}, {1, 2, 3}});
  }
}

TEST_CASE("rows must have one value per unit, and the message says how many") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  CHECK(contains(findings(units(3, R"({"values": [[1, 2], [3, 4]]})"), r),
                 "/inputs/0/source/params/values: the rows of 'values' have 2 values; wanted 3 (one per unit)"));
}

TEST_CASE("rows must have the same length and there must be one") {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  CHECK(contains(findings(units(2, R"({"values": [[1, 2], [3]]})"), r),
                 "/inputs/0/source/params/values/1: row 1 has 1 numbers, row 0 has 2"));
  CHECK(contains(findings(units(2, R"({"values": []})"), r), "/values: 'values' has no rows"));
}
