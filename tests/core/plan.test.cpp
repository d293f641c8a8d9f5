#include <string>

#include <support/network.hpp>

namespace {

/// Small layers, each of which reads the one before.
std::string chain(int layers) {
  std::string text = R"({"bouton": 1, "inputs": [{"name": "l0", "size": 2,
      "source": {"type": "rows", "params": {"values": [[1, 0]]}}}], "layers": [)";
  std::string synapses;
  for (int i = 1; i <= layers; ++i) {
    const auto name = std::to_string(i), before = std::to_string(i - 1), comma = std::string(i > 1 ? "," : "");
    text += comma + R"({"name": "l)" + name + R"(", "type": "threshold", "size": 2})";
    synapses += comma + R"({"name": "w)" + name + R"(", "type": "plain", "from": "l)" + before + R"(", "to": "l)" +
                name + R"(", "delay": 1, "weights": {"constant": 1}})";
  }
  return text + R"(], "synapses": [)" + synapses + "]}";
}

bouton::Network on_two_threads(const std::string& text, std::size_t slices = 0) {
  auto r = support::registry();
  auto o = support::options();
  o.threads = 2;
  o.slices = slices;
  o.profile = true;
  return support::network(text, r, o);
}

}  // namespace

TEST_CASE("small layers in a chain are never shared out: threads would meet after each") {
  auto n = on_two_threads(chain(300));
  n.run(32 * 400);
  CHECK(n.profile().parallel_share == 0);
}

TEST_CASE("a network too small for threads has none") { CHECK(on_two_threads(chain(1)).profile().threads == 1); }

TEST_CASE("layers of many units are shared out, and tried on all threads") {
  auto n = on_two_threads(R"({"bouton": 1, "layers": [{"name": "a", "type": "threshold", "size": 100000},
      {"name": "b", "type": "threshold", "size": 100000}]})");
  CHECK(n.profile().threads == 2);
  n.run(4000);
  CHECK(n.profile().parallel_share > 0);
}
