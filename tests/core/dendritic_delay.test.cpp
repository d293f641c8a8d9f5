#include <support/edit.hpp>
#include <support/fixed.hpp>

using support::only;
using support::output;

namespace {

/// Sends its weights, and remembers what it saw: a weight grows by 1 for each step in which both sides are active.
class Both final : public bouton::Synapse {
 public:
  static void declare(bouton::Declaration<Both>& d) { d.type("both", "counts coincidences").version("1.0", "tests"); }
  void propagate(const bouton::SynapseInputs& in, std::span<double> port) override {
    weights().accumulate(in.source(0), port);
  }
  void update(const bouton::SynapseInputs& in, const bouton::Signal& post, bool learn) override {
    if (!learn) return;
    for (const auto pre : in.source(0).active) {
      const auto column = weights().column(pre);
      for (std::size_t k = 0; k < column.values.size(); ++k) column.values[k] += post.values[column.post(k)];
    }
  }
};

bouton::Registry registry() {
  auto r = support::registry();
  r.add<Both>();
  r.add<support::Fixed>();
  return r;
}

/// Input a drives layer pre, input b layer post, both at once, by spikes of their own; w leads from pre to post.
std::string text(const std::string& synapse, const std::string& a, const std::string& b,
                 const std::string& kind = "sum") {
  return R"({"bouton": 1, "inputs": [
    {"name": "a", "size": 3, "source": {"type": "rows", "params": {"values": )" +
         a + R"(}}},
    {"name": "b", "size": 3, "source": {"type": "rows", "params": {"values": )" +
         b + R"(}}}],
  "layers": [{"name": "pre", "type": "threshold", "size": 3, "input": "a"},
             {"name": "post", "type": ")" +
         kind + R"(", "size": 3, "input": "b"}],
  "synapses": [{"name": "w", "from": "pre", "to": "post", "weights": {"constant": 0.25}, )" +
         synapse + "}]}";
}

const std::string once = "[[1, 0, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0]]";
const std::string never = "[[0, 0, 0]]";

/// In which steps of 8 something reaches the layer `post`.
std::vector<int> arrivals(const std::string& synapse, std::size_t slices = 1) {
  auto r = registry();
  auto o = support::options();
  o.slices = slices;
  auto n = support::network(text(synapse, once, never), r, o);
  std::vector<int> steps;
  for (int t = 0; t < 8; ++t) {
    n.step();
    if (output(n, "post") == std::vector<double>(3, 0.25)) steps.push_back(t);
  }
  return steps;
}

}  // namespace

TEST_CASE("what a synapse sends reaches the units a dendritic delay later, fixed weights or not") {
  for (const std::string type : {"\"type\": \"both\"", "\"type\": \"fixed\""})
    for (const std::size_t slices : {1, 3}) {
      CHECK(arrivals(type, slices) == std::vector<int>{1});
      CHECK(arrivals(type + ", \"delay\": 2", slices) == std::vector<int>{2});
      CHECK(arrivals(type + ", \"delay\": 2, \"dendritic_delay\": 3", slices) == std::vector<int>{5});
      CHECK(arrivals(type + ", \"delay\": 0, \"dendritic_delay\": 3", slices) == std::vector<int>{3});
      CHECK(arrivals(type + ", \"delay\": 0, \"dendritic_delay\": \"1 ms\"", slices) == std::vector<int>{1});
      CHECK(arrivals(type + ", \"delay\": [[1, 1, 1], [1, 1, 1], [1, 1, 1]], \"dendritic_delay\": 2", slices) ==
            std::vector<int>{3});
    }
}

TEST_CASE("the unit's spike reaches the synapse a dendritic delay later, the presynaptic one when it arrives") {
  // The presynaptic unit is active in step 0, the postsynaptic one in step 2.
  const std::string third = "[[0, 0, 0], [0, 0, 0], [1, 1, 1], [0, 0, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0]]";
  const auto meets = [&](const std::string& delays) {
    auto r = registry();
    auto n = support::network(text("\"type\": \"both\", " + delays, once, third, "threshold"), r);
    n.run(8);
    return n.weights("w")[0].value > 1;
  };
  CHECK(meets("\"delay\": 2"));
  CHECK_FALSE(meets("\"delay\": 3"));
  CHECK(meets("\"delay\": 3, \"dendritic_delay\": 1"));
  CHECK(meets("\"delay\": 5, \"dendritic_delay\": 3"));
  CHECK_FALSE(meets("\"delay\": 2, \"dendritic_delay\": 1"));
  CHECK_FALSE(meets("\"delay\": 0, \"dendritic_delay\": 1"));
}

TEST_CASE("a dendritic delay lets a loop have no other delay, and gives the same bits on any slices") {
  const std::string loop =
      R"({"bouton": 1, "inputs": [{"name": "x", "size": 20, "source": {"type": "rows", "params": {"values":
    [[1, 0, 1, 0, 0, 1, 0, 0, 0, 1, 1, 0, 1, 0, 0, 1, 0, 0, 0, 1], [0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0],
     [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]]}}}],
    "layers": [{"name": "l", "type": "threshold", "size": 20, "input": "x"}],
    "synapses": [{"name": "w", "type": "both", "from": "l", "to": "l", "delay": 0, "dendritic_delay": 2, "syn_type": "inh",
      "weights": {"distribution": "uniform", "low": 0, "high": 0.2}}]})";
  std::vector<bouton::WeightEntry> first;
  std::vector<std::vector<bouton::Unit>> spikes;
  for (const std::size_t slices : {1, 2, 3}) {
    auto r = registry();
    auto o = support::options();
    o.slices = slices;
    o.threads = slices;
    auto n = support::network(loop, r, o);
    for (std::size_t t = 0; t < 40; ++t) {
      n.step();
      if (slices == 1) spikes.push_back(support::spikes(n, "l"));
      CHECK(support::spikes(n, "l") == spikes[t]);
    }
    if (slices == 1) first = n.weights("w");
    CHECK(n.weights("w") == first);
    // A reset forgets what is on its way.
    n.reset();
    n.step(false);
    CHECK(support::spikes(n, "l") == std::vector<bouton::Unit>{0, 2, 5, 9, 10, 12, 15, 19});
  }
  auto r = registry();
  CHECK(only(support::findings(support::with(loop, ", \"dendritic_delay\": 2", ""), r),
             "connections with delay 0 form a cycle: l -> l"));
  CHECK(only(support::findings(support::with(loop, "\"dendritic_delay\": 2", "\"dendritic_delay\": 2000000"), r),
             "/synapses/0/dendritic_delay: a delay must be at most 1000000 steps"));
}
