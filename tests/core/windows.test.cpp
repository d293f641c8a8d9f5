#include <support/network.hpp>

namespace {

/// Notes which layer takes which step.
std::string journal;

class Noting final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<Noting>& d) {
    d.type("noting", "notes each step").version("1.0", "tests").port("in", "anything");
  }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    if (slice().begin == 0) journal += name() + std::to_string(in.step.index) + " ";
    std::ranges::fill(out, 0.0);
  }
};

struct Case {
  std::string more = {};  // another synapse
  std::size_t slices = 1;
  std::uint64_t steps = 6;

  /// What was done, in order.
  std::string text() const {
    auto r = support::registry();
    r.add<Noting>();
    auto o = support::options();
    o.slices = slices;
    auto n = support::network(R"({"bouton": 1, "inputs": [{"name": "x", "size": 2, "source": {"type": "rows", "params":
        {"values": [[1, 0]]}}}],
        "layers": [{"name": "b", "type": "noting", "size": 2}, {"name": "a", "type": "noting", "size": 2}],
        "synapses": [{"name": "xa", "type": "plain", "from": "x", "to": "a", "weights": {"constant": 1}},
                     {"name": "ab", "type": "plain", "from": "a", "to": "b", "weights": {"constant": 1}})" +
                                  more + "]}",
                              r, o);
    journal.clear();
    n.run(steps);
    return journal;
  }
};

std::string synapse(const std::string& from, const std::string& to, int delay) {
  return R"(, {"name": "more", "type": "plain", "from": ")" + from + R"(", "to": ")" + to + R"(", "delay": )" +
         std::to_string(delay) + R"(, "weights": {"constant": 1}})";
}

}  // namespace

TEST_CASE("without feedback a layer takes all steps in one go, after the layers that it reads") {
  CHECK(Case{}.text() == "a0 a1 a2 a3 a4 a5 b0 b1 b2 b3 b4 b5 ");
}

TEST_CASE("feedback limits a window to its longest delay, however it is divided") {
  CHECK(Case{.more = synapse("b", "a", 1)}.text() == "b0 a0 b1 a1 b2 a2 b3 a3 b4 a4 b5 a5 ");
  CHECK(Case{.more = synapse("b", "a", 3)}.text() == "a0 a1 a2 b0 b1 b2 a3 a4 a5 b3 b4 b5 ");
  CHECK(Case{.more = synapse("b", "a", 3), .steps = 5}.text() == "a0 a1 a2 b0 b1 b2 a3 a4 b3 b4 ");
}

TEST_CASE("a layer that reads its own output takes one step after the other, and ends the window only if it is cut") {
  const auto loop = synapse("a", "a", 1);
  CHECK(Case{.more = loop}.text() == "a0 a1 a2 a3 a4 a5 b0 b1 b2 b3 b4 b5 ");
  // The type does not promise to read only its own units' previous output.
  CHECK(Case{.slices = 2}.text() == "b0 a0 b1 a1 b2 a2 b3 a3 b4 a4 b5 a5 ");
}

TEST_CASE("a network with an input that is fed takes single steps") {
  auto r = support::registry();
  r.add<Noting>();
  auto n = support::network(R"({"bouton": 1, "inputs": [{"name": "x", "size": 1}],
      "layers": [{"name": "b", "type": "noting", "size": 1}, {"name": "a", "type": "noting", "size": 1}],
      "synapses": [{"name": "xa", "type": "plain", "from": "x", "to": "a", "weights": {"constant": 1}},
                   {"name": "ab", "type": "plain", "from": "a", "to": "b", "weights": {"constant": 1}}]})",
                            r);
  n.feed("x", std::vector<double>{1.0});
  CHECK_THROWS_AS(n.run(2), bouton::MissingInput);
  CHECK(n.steps() == 1);
}
