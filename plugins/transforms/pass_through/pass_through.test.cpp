#include <cmath>

#include <support/network.hpp>

namespace {

/// What a synapse with the transform adds to its layer in each of five steps with the input 1, 0, 0, 1, 0.
std::vector<double> transformed(const std::string& params) {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  auto n = support::network(R"({"bouton": 1, "inputs": [{"name": "x", "size": 1, "source": {"type": "rows",
      "params": {"values": [[1], [0], [0], [1], [0]]}}}], "layers": [{"name": "l", "type": "sum", "size": 1}],
      "synapses": [{"name": "s", "type": "plain", "from": "x", "to": "l", "weights": [[2]],
                    "transform": {"type": "pass_through", "params": )" +
                                params + "}}]}",
                            r);
  std::vector<double> values;
  for (int t = 0; t < 5; ++t) n.step(), values.push_back(support::output(n, "l")[0]);
  n.reset();
  n.step();
  CHECK(support::output(n, "l")[0] == values[0]);
  return values;
}

}  // namespace

TEST_CASE("the input passes at once, or one step later") {
  CHECK(transformed("{}") == std::vector<double>{2, 0, 0, 2, 0});
  CHECK(transformed(R"({"delay": true})") == std::vector<double>{0, 2, 0, 0, 2});
}
