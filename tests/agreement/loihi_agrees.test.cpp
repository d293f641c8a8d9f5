#include <support/network.hpp>

namespace {

/// 12 random inputs, a random modulator, 5 units; the synapse's type and parameters are given.
std::vector<double> learned(const std::string& type, const std::string& params, bool is_modulated) {
  bouton::Registry registry;
  auto n = bouton::Network::from_text(R"({"bouton": 1, "seed": 3,
      "inputs": [{"name": "x", "size": 12, "source": {"type": "poisson", "params": {"rate": 0.3}}},
                 {"name": "m", "size": 5, "source": {"type": "poisson", "params": {"rate": 0.4}}}],
      "layers": [{"name": "l", "type": "lif", "size": 5, "params": {"tau": 3}}],
      "synapses": [{"name": "w", "to": "l", "weights": {"distribution": "uniform", "low": 0, "high": 1},
                    "from": [)" + std::string(is_modulated ? R"("x", "m")" : R"("x")") +
                                          R"(], "type": ")" + type + R"(", "params": {"Wmin": 0, )" + params + "}}]}",
                                      "test.json", registry);
  for (int t = 0; t < 500; ++t) n.step();
  std::vector<double> weights;
  for (const auto& entry : n.weights("w")) weights.push_back(entry.value);
  return weights;
}

void check_equal(const std::vector<double>& a, const std::vector<double>& b) {
  REQUIRE(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i) CHECK(std::abs(a[i] - b[i]) <= 1e-12);
}

const std::string traces = R"("tre": [0.6, 0.5], "tro": [0.4, 0.7], "rule_params": )";
const std::string loihi_traces = R"("x1": [0.6, 0.5], "y1": [0.4, 0.7], "r1": [0.5, 0.5], "dw": )";

}  // namespace

TEST_CASE("stdp as a Loihi rule learns the same weights") {
  check_equal(learned("stdp", traces + R"({"Ap": 0.02, "An": 0.03})", false),
              learned("loihi", loihi_traces + R"("0.02*y0*x1 - 0.03*y1*x0")", false));
}

TEST_CASE("mod_stdp as a Loihi rule learns the same weights") {
  check_equal(learned("mod_stdp", R"("trm": [0.5, 0.5], )" + traces + R"({"Ap": 0.02, "An": 0.03})", true),
              learned("loihi", loihi_traces + R"("0.02*y0*x1*r1 - 0.03*y1*x0*r1")", true));
}

TEST_CASE("mse as a Loihi rule learns the same weights") {
  check_equal(learned("mse", traces + R"({"lr": 0.01})", true),
              learned("loihi", loihi_traces + R"("0.01*r0*x1 - 0.01*y1*x1")", true));
}
