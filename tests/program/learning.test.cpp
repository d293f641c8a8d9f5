#include "program.hpp"

using program::lines;
using program::Workplace;

namespace {

const std::string network = R"({ "bouton": 1,
  "inputs": [{"name": "x", "size": 4, "source": {"type": "poisson", "params": {"rate": 0.5}}},
             {"name": "target", "size": 2, "source": {"type": "poisson", "params": {"rate": 0.5}}}],
  "layers": [{"name": "l", "type": "lif", "size": 2, "params": {"tau": 2}}],
  "synapses": [{"name": "w", "type": "mse", "from": ["x", "target"], "to": "l", "weights": {"constant": 0.5},
                "params": {"tre": [0.5, 0.5], "tro": [0.5, 0.5], "rule_params": {"lr": 0.01}}}],
  "record": [{"of": "w", "variable": "weights", "when": "end"}],
  "run": [{"steps": 50}, {"steps": 50, "learn": false}] })";

/// How many of the weights at the end are no longer what they were.
std::ptrdiff_t changed(const Workplace& w, const std::vector<std::string>& more) {
  std::vector<std::string> words{"run", "net.json", "--quiet"};
  words.insert(words.end(), more.begin(), more.end());
  CHECK(w.run(words).status == 0);
  const auto weights = lines(w.read("out/w.weights.csv"));
  REQUIRE(weights.size() == 1 + 2 * 4);
  return std::count_if(weights.begin() + 1, weights.end(),
                       [](const auto& line) { return std::stod(line.substr(line.rfind(',') + 1)) != 0.5; });
}

}  // namespace

TEST_CASE("a run learns, --no-learn leaves all weights as they are") {
  const Workplace w;
  w.write("net.json", network);
  CHECK(changed(w, {}) == 8);
  CHECK(changed(w, {"--no-learn"}) == 0);
  CHECK(changed(w, {"--steps", "20"}) == 8);
  CHECK(changed(w, {"--steps", "20", "--no-learn"}) == 0);
}

TEST_CASE("a phase without learning leaves the weights as they are") {
  const Workplace w;
  w.write("net.json", network);
  CHECK(changed(w, {"--set", "/run/0/learn=false"}) == 0);
}

TEST_CASE("two runs of a network that learns write the same bytes") {
  const Workplace w;
  w.write("net.json", network);
  for (const char* out : {"a", "b"}) CHECK(w.run({"run", "net.json", "--out", out}).status == 0);
  CHECK(w.read("a/w.weights.csv") == w.read("b/w.weights.csv"));
}
