#include <numeric>

#include <support/edit.hpp>

using Values = std::vector<double>;

namespace {

/// Noise that depends on unit and step.
class Noise final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<Noise>& d) {
    d.type("noise", "uniform").version("1.0", "tests").output(bouton::OutputKind::analog);
  }
  void prepare() override { random_ = random("noise"); }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    random_.uniform(slice().begin, in.step.index, out);
  }

 private:
  bouton::Random random_;
};

/// Spikes above a threshold of its own for each unit; inhibits its neighbours in the whole layer.
class Rival final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<Rival>& d) {
    d.type("rival", "spikes, and inhibits all").version("1.0", "tests");
    d.port("in", "anything");
    d.parameter("threshold", &Rival::threshold_, "per unit").default_value(1);
  }
  void prepare() override { v_.resize(size()); }
  void reset() override { std::fill(v_.begin(), v_.end(), 0.0); }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    for (std::size_t k = 0; k < out.size(); ++k) {
      v_[k] = 0.9 * v_[k] + in.port(0)[k] - 0.05 * static_cast<double>(in.previous.active.size());
      out[k] = v_[k] > threshold_[k] ? 1.0 : 0.0;
    }
  }
  void visit_state(bouton::StateVisitor& visitor) override { visitor.per_unit("v", v_, {"", "potential"}); }

 private:
  bouton::PerUnit threshold_;
  Values v_;
};

/// Weights grow where both sides spike; the list of active units and the values are both used.
class Grow final : public bouton::Synapse {
 public:
  static void declare(bouton::Declaration<Grow>& d) { d.type("grow", "weights grow").version("1.0", "tests"); }
  void propagate(const bouton::SynapseInputs& in, std::span<double> port) override {
    weights().accumulate(in.source(0), port);
  }
  void update(const bouton::SynapseInputs& in, const bouton::Signal& post, bool learn) override {
    if (!learn) return;
    for (std::size_t pre = 0; pre < source_size(0); ++pre) {
      auto column = weights().column(pre);
      for (std::size_t k = 0; k < column.values.size(); ++k)
        column.values[k] += 0.01 * in.source(0).values[pre] * post.values[column.post(k)];
    }
    for (const auto k : post.active) spikes_ += post.values[k];
  }
  void visit_state(bouton::StateVisitor& visitor) override {
    visitor.per_source("spikes", {&spikes_, 1}, 0, {"", "seen"});
  }

 private:
  double spikes_ = 0;
};

struct Outcome {
  std::vector<Values> outputs;
  std::vector<Values> states;
  std::vector<std::vector<bouton::WeightEntry>> weights;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

Outcome simulate(std::size_t slices) {
  auto r = support::registry();
  r.add<Noise>();
  r.add<Rival>();
  r.add<Grow>();
  auto o = support::options();
  o.slices = slices;
  auto n = support::network(R"({"bouton": 1, "seed": 3,
    "inputs": [{"name": "x", "size": 20, "source": {"type": "noise"}}],
    "layers": [{"name": "a", "type": "rival", "size": 11, "params": {"threshold": [1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2]}},
               {"name": "b", "type": "rival", "size": 5}],
    "synapses": [
      {"name": "xa", "type": "grow", "from": "x", "to": "a", "weights": {"distribution": "uniform", "low": -0.2, "high": 0.4}},
      {"name": "ab", "type": "grow", "from": "a", "to": "b", "delay": 2, "weights": {"distribution": "normal", "mean": 0.5, "std": 0.2},
       "connect": {"rule": "fixed_indegree", "indegree": 6}},
      {"name": "ba", "type": "grow", "from": "b", "to": "a", "syn_type": "inh", "weights": {"constant": 0.1}},
      {"name": "aa", "type": "plain", "from": "a", "to": "a", "weights": {"constant": 0.1},
       "connect": {"rule": "fixed_probability", "p": 0.4, "autapses": false}}]})",
                            r, o);
  Outcome outcome;
  for (int step = 0; step < 200; ++step) {
    if (step == 150) n.reset();
    n.step(step < 120);
    for (const char* layer : {"x", "a", "b"}) outcome.outputs.push_back(support::output(n, layer));
  }
  outcome.states = {n.state("a", "v"), n.state("b", "v")};
  for (const char* synapse : {"xa", "ab", "ba", "aa"}) outcome.weights.push_back(n.weights(synapse));
  return outcome;
}

}  // namespace

TEST_CASE("cutting layers into slices changes no bit of outputs, states and weights") {
  const auto whole = simulate(1);
  double spikes = 0;
  for (const auto& values : whole.outputs)
    if (values.size() == 11) spikes += std::accumulate(values.begin(), values.end(), 0.0);
  // A network that is silent, or always fires, would show nothing.
  REQUIRE(spikes > 100);
  REQUIRE(spikes < 2000);
  for (const std::size_t slices : {0, 2, 3, 7, 100}) CHECK(simulate(slices) == whole);
}

TEST_CASE("every slice is visited once, and shows its own units") {
  auto r = support::registry();
  r.add<Noise>();
  auto o = support::options();
  o.slices = 3;
  auto n = support::network(R"({"bouton": 1, "inputs": [{"name": "x", "size": 8, "source": {"type": "noise"}}],
    "layers": [{"name": "l", "type": "sum", "size": 8}],
    "synapses": [{"name": "w", "type": "plain", "from": "x", "to": "l", "weights": {"constant": 1}}]})",
                            r, o);
  class Slices final : public bouton::StateVisitor {
   public:
    void per_unit(std::string_view, std::span<double>, bouton::StateText) override {}
    void per_source(std::string_view, std::span<double>, std::size_t, bouton::StateText) override {}
    void counter(std::string_view, std::uint64_t&, bouton::StateText) override {}
    void weights(std::string_view name, bouton::WeightMatrix& values, bouton::StateText) override {
      CHECK(name == "weights");
      ranges.push_back({values.post().begin, values.post().end});
    }
    std::vector<std::pair<bouton::Unit, bouton::Unit>> ranges;
  } visitor;
  n.visit_state("w", visitor);
  CHECK(visitor.ranges == std::vector<std::pair<bouton::Unit, bouton::Unit>>{{0, 2}, {2, 5}, {5, 8}});
}
