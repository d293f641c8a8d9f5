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

namespace {

/// Counts how many there are: one for each slice.
class Counted final : public bouton::Layer {
 public:
  static inline int made = 0;

  static void declare(bouton::Declaration<Counted>& d) {
    d.type("counted", "spikes where its input exceeds 1/2").version("1.0", "tests");
    d.port("in", "anything");
  }
  Counted() { ++made; }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    for (std::size_t k = 0; k < out.size(); ++k) out[k] = in.port(0)[k] > 0.5 ? 1.0 : 0.0;
  }
};

/// So many layers of the same size, each of which reads the one before.
std::string counted_layers(int count, int size, const std::string& weights) {
  std::string layers, synapses;
  for (int i = 0; i < count; ++i) {
    const auto name = "l" + std::to_string(i), before = "l" + std::to_string((i + count - 1) % count);
    layers += (i > 0 ? "," : "") + std::string(R"({"name": ")") + name + R"(", "type": "counted", "size": )" +
              std::to_string(size) + "}";
    synapses += (i > 0 ? "," : "") + std::string(R"({"name": "w)") + std::to_string(i) +
                R"(", "type": "plain", "from": ")" + before + R"(", "to": ")" + name +
                R"(", "connect": {"rule": "fixed_indegree", "indegree": 5}, "weights": )" + weights +
                R"(, "delay": {"distribution": "uniform", "low": 1, "high": 6}})";
  }
  return R"({"bouton": 1, "seed": 3, "layers": [)" + layers + R"(], "synapses": [)" + synapses + "]}";
}

bouton::Network counted(const std::string& text, std::size_t threads) {
  auto r = support::registry();
  r.add<Counted>();
  auto o = support::options();
  o.threads = threads;
  o.profile = true;
  Counted::made = 0;
  return support::network(text, r, o);
}

const std::string drawn = R"({"distribution": "normal", "mean": 0.1, "std": 0.02})";

}  // namespace

TEST_CASE("layers that keep all threads busy are not cut; a few are") {
  auto many = counted(counted_layers(8, 20000, drawn), 2);
  CHECK(Counted::made == 8);
  CHECK(many.profile().threads == 2);
  auto few = counted(counted_layers(3, 20000, drawn), 2);
  CHECK(Counted::made == 6);
  CHECK(few.profile().threads == 2);
}

TEST_CASE("weights and delays are the same whether threads share out slices or synapses") {
  const auto text = counted_layers(8, 4000, drawn);
  auto one = counted(text, 1), two = counted(text, 2);
  for (int i = 0; i < 8; ++i) {
    const auto name = "w" + std::to_string(i);
    CHECK(one.weights(name) == two.weights(name));
    CHECK(one.weights(name).size() == 20000);
  }
}

TEST_CASE("of synapses that threads share out each that cannot be made is told of") {
  auto r = support::registry();
  r.add<Counted>();
  auto o = support::options();
  o.threads = 2;
  const auto endless = R"({"distribution": "lognormal", "mu": 800, "sigma": 1})";
  const auto found = support::findings(counted_layers(8, 20000, endless), r, o);
  for (int i = 0; i < 8; ++i)
    CHECK(found.find("'w" + std::to_string(i) + "': a weight is not finite") != std::string::npos);
}
