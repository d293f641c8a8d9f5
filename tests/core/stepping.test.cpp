#include <stdexcept>
#include <string>
#include <vector>

#include <support/network.hpp>

namespace {

std::vector<std::string> calls;

/// A synapse that notes its calls, may fail, and adds what it was told.
class Noting final : public bouton::Synapse {
 public:
  static void declare(bouton::Declaration<Noting>& d) {
    d.type("noting", "notes its calls").version("1.0", "tests");
    d.parameter("fails_at", &Noting::fails_at_, "step in which it throws").default_value(-1);
  }
  void propagate(const bouton::SynapseInputs& in, std::span<double> port) override {
    calls.push_back("propagate " + name());
    weights().accumulate(in.source(0), port);
  }
  void update(const bouton::SynapseInputs& in, const bouton::Signal& post, bool learn) override {
    calls.push_back("update " + name() + (learn ? " learning" : "") + (post.values[0] != 0 ? " after a spike" : ""));
    if (fails_at_ == static_cast<std::int64_t>(in.step.index)) throw std::runtime_error("no more");
  }

 private:
  std::int64_t fails_at_ = -1;
};

/// A layer that notes its calls.
class Echo final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<Echo>& d) {
    d.type("echo", "spikes where its input exceeds 1/2, and notes its calls").version("1.0", "tests");
    d.port("in", "anything");
  }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    calls.push_back("step " + name());
    for (std::size_t k = 0; k < out.size(); ++k) out[k] = in.port(0)[k] > 0.5 ? 1.0 : 0.0;
  }
};

bouton::Network make(bouton::Registry& r, const std::string& fails_at = "-1") {
  r = support::registry();
  r.add<Noting>();
  r.add<Echo>();
  calls.clear();
  return support::network(R"({"bouton": 1,
      "inputs": [{"name": "x", "size": 1, "source": {"type": "rows", "params": {"values": [[1], [0]]}}}],
      "layers": [{"name": "b", "type": "echo", "size": 1}, {"name": "a", "type": "echo", "size": 1}],
      "synapses": [{"name": "xa2", "type": "noting", "from": "x", "to": "a", "weights": {"constant": 1}},
                   {"name": "ab", "type": "noting", "from": "a", "to": "b", "delay": 0, "weights": {"constant": 1},
                    "params": {"fails_at": )" +
                              fails_at + R"(}},
                   {"name": "xa1", "type": "noting", "from": "x", "to": "a", "weights": {"constant": 1}}]})",
                          r);
}

using Calls = std::vector<std::string>;

}  // namespace

TEST_CASE("in a step the synapses of a layer propagate in the order of the file, then it steps, then they update") {
  bouton::Registry r;
  auto n = make(r);
  n.step(true);
  CHECK(calls == Calls{"propagate xa2", "propagate xa1", "step a", "update xa2 learning after a spike",
                       "update xa1 learning after a spike", "propagate ab", "step b",
                       "update ab learning after a spike"});
  calls.clear();
  n.step(false);
  CHECK(calls == Calls{"propagate xa2", "propagate xa1", "step a", "update xa2", "update xa1", "propagate ab", "step b",
                       "update ab"});
}

TEST_CASE("in a window a layer takes all steps before those that read it") {
  bouton::Registry r;
  auto n = make(r);
  n.run(2, true);
  REQUIRE(calls.size() == 16);
  CHECK(calls[2] == "step a");
  CHECK(calls[7] == "step a");
  CHECK(calls[10] == "propagate ab");
}

TEST_CASE("a window that fails ends with the step before, and can be gone on from there") {
  bouton::Registry r;
  auto n = make(r, "3");
  CHECK_THROWS_AS(n.run(10, true), bouton::RunFailed);
  CHECK(n.steps() == 3);
  n.set("ab", "fails_at", std::int64_t{-1});
  n.run(1, true);
  CHECK(n.steps() == 4);
}
