#include <cmath>

#include <support/network.hpp>

namespace {

/// What a synapse with the transform adds to its layer in each of five steps with the input 1, 0, 0, 1, 0.
std::vector<double> transformed(const std::string& params) {
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  auto n = support::network(R"({"bouton": 1, "inputs": [{"name": "x", "size": 1, "source": {"type": "rows",
      "params": {"values": [[1], [0], [0], [1], [0]]}}}], "layers": [{"name": "l", "type": "sum", "size": 1}],
      "synapses": [{"name": "s", "type": "plain", "from": "x", "to": "l", "weights": [[2]],
                    "transform": {"type": "low_pass", "params": )" +
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

TEST_CASE("the input is filtered by exp(-1/tau), at once or one step later") {
  const double b = std::exp(-1 / 2.5);
  std::vector<double> wanted;
  double y = 0;
  for (const double x : {1.0, 0.0, 0.0, 1.0, 0.0}) wanted.push_back(2 * (y = (1 - b) * x + b * y));
  const auto found = transformed(R"({"tau": 2.5})");
  for (std::size_t t = 0; t < wanted.size(); ++t) CHECK(found[t] == doctest::Approx(wanted[t]).epsilon(1e-14));
  const auto later = transformed(R"({"tau": 2.5, "delay": true})");
  CHECK(later[0] == 0.0);
  for (std::size_t t = 1; t < wanted.size(); ++t) CHECK(later[t] == found[t - 1]);
}

TEST_CASE("tau has a largest value, up to which 1 - exp(-1/tau) is right to a millionth") {
  const auto found = transformed(R"({"tau": 1e10})");
  CHECK(found[0] == doctest::Approx(-2 * std::expm1(-1e-10)).epsilon(1e-6));
  auto r = support::registry_with(BOUTON_PLUGIN_LIBRARY);
  CHECK(support::contains(
      support::findings(R"({"bouton": 1, "inputs": [{"name": "x", "size": 1}], "layers": [{"name": "l", "type": "sum",
          "size": 1}], "synapses": [{"name": "s", "type": "plain", "from": "x", "to": "l", "weights": [[2]],
          "transform": {"type": "low_pass", "params": {"tau": 2e10}}}]})",
                        r),
      "'tau' is 20000000000; it must be > 0 and <= 10000000000; a sum that never decays is a type of its own, which "
      "'bouton new-plugin transform NAME' begins"));
}
