#include <cmath>
#include <stdexcept>

#include <support/network.hpp>

namespace {

constexpr const char* wide_network = R"({"bouton": 1, "seed": 3,
    "inputs": [{"name": "x", "size": 600, "source": {"type": "noise", "params": {"fails_at": FAILS}}},
               {"name": "y", "size": 300, "source": {"type": "noise", "params": {"fails_at": -1, "rate": 0.4}}}],
    "layers": [{"name": "a", "type": "leaky", "size": 520}, {"name": "b", "type": "leaky", "size": 700},
               {"name": "c", "type": "counting", "size": 3}],
    "synapses": [
      {"name": "xa", "type": "plain", "from": "x", "to": "a", "weights": {"distribution": "uniform", "low": -0.15, "high": 0.15}},
      {"name": "yb", "type": "fixed", "from": "y", "to": "b", "syn_type": "inh",
       "weights": {"distribution": "uniform", "low": 0, "high": 0.02}, "connect": {"rule": "fixed_probability", "p": 0.2}},
      {"name": "ab", "type": "plain", "from": "a", "to": "b", "delay": 5,
       "weights": {"distribution": "normal", "mean": 0, "std": 0.3}, "connect": {"rule": "fixed_probability", "p": 0.1}},
      {"name": "bc", "type": "plain", "from": "b", "to": "c", "weights": {"constant": 0.01}}FEEDBACK]})";

/// Noise that depends on unit and step.
class Noise final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<Noise>& d) {
    d.type("noise", "0 or 1").version("1.0", "tests").local();
    d.parameter("fails_at", &Noise::fails_at_, "step");
    d.parameter("rate", &Noise::rate_, "share of the units that spike").default_value(0.1);
  }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    if (static_cast<double>(in.step.index) == fails_at_) throw std::runtime_error("out of noise");
    random("noise").uniform(slice().begin, in.step.index, out);
    for (double& x : out) x = x < rate_ ? 1.0 : 0.0;
  }

 private:
  double fails_at_ = -1, rate_ = 0.1;
};

/// Whole windows of its spikes are carried at once.
class Fixed final : public bouton::Synapse {
 public:
  static void declare(bouton::Declaration<Fixed>& d) {
    d.type("fixed", "fixed weights").version("1.0", "tests").fixed_weights();
  }
  void propagate(const bouton::SynapseInputs& in, std::span<double> port) override {
    weights().accumulate(in.source(0), port);
  }
};

/// Each unit remembers itself only.
class Leaky final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<Leaky>& d) {
    d.type("leaky", "spikes above 1").version("1.0", "tests").port("in", "anything").local();
  }
  void prepare() override { v_.resize(size()); }
  void reset() override { std::ranges::fill(v_, 0.0); }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    for (std::size_t k = 0; k < out.size(); ++k) {
      v_[k] = (1 - in.previous.values[slice().begin + k]) * (0.8 * v_[k] + in.port(0)[k]);
      out[k] = v_[k] > 1.0 ? 1.0 : 0.0;
    }
  }
  void visit_state(bouton::StateVisitor& visitor) override { visitor.per_unit("v", v_, {"", "potential"}); }

 private:
  std::vector<double> v_;
};

/// Publishes how many units spiked so far, and reads the whole layer's previous output.
class Counting final : public bouton::Layer {
 public:
  static void declare(bouton::Declaration<Counting>& d) {
    d.type("counting", "counts").version("1.0", "tests").port("in", "anything").output(bouton::OutputKind::analog);
  }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    double sum = 0;
    for (const double x : in.previous.values) sum += x;
    for (std::size_t k = 0; k < out.size(); ++k) out[k] = std::fmod(sum / 3 + in.port(0)[k], 7);
  }
};

struct Case {
  std::size_t threads = 1;
  std::size_t slices = 0;
  std::string feedback = {};  // another synapse
  int fails_at = -1;

  bouton::Network network() const {
    auto r = support::registry();
    r.add<Noise>();
    r.add<Leaky>();
    r.add<Counting>();
    r.add<Fixed>();
    auto o = support::options();
    o.threads = threads;
    o.slices = slices;
    std::string text = wide_network;
    text.replace(text.find("FEEDBACK"), 8, feedback);
    text.replace(text.find("FAILS"), 5, std::to_string(fails_at));
    return support::network(text, r, o);
  }
};

constexpr const char* feedback =
    R"(, {"name": "ba", "type": "plain", "from": "b", "to": "a", "delay": 4, "weights": {"constant": -0.01}})";

struct Seen {
  std::vector<std::vector<double>> values;
  friend bool operator==(const Seen&, const Seen&) = default;
};

/// Goes of several lengths, so that windows begin and end at different steps.
Seen run(const Case& c, std::uint64_t in_one_go) {
  auto n = c.network();
  Seen seen;
  for (std::uint64_t step = 0; step < 200; step += 40) {
    for (std::uint64_t done = 0; done < 40; done += std::min(in_one_go, 40 - done))
      n.run(std::min(in_one_go, 40 - done), true);
    for (const char* layer : {"x", "a", "b", "c"}) seen.values.push_back(support::output(n, layer));
    seen.values.push_back(n.state("a", "v"));
    if (step == 80) n.reset();
  }
  return seen;
}

}  // namespace

TEST_CASE("any number of threads and slices, and any window, gives the same bits") {
  for (const std::string more : {"", feedback}) {
    const auto one_by_one = run({.feedback = more}, 1);
    double spikes = 0;
    for (const double x : one_by_one.values[2]) spikes += x;
    REQUIRE(spikes > 0);
    for (const std::size_t threads : {2, 3, 8})
      for (const std::size_t slices : {0, 2, 3})  // 0: threads only where they are faster
        for (const std::uint64_t in_one_go : {7, 40}) {
          CAPTURE(threads);
          CAPTURE(slices);
          CAPTURE(in_one_go);
          CHECK(run({threads, slices, more}, in_one_go) == one_by_one);
        }
  }
}

TEST_CASE("with a number of slices, all threads are used in every window") {
  auto r = support::registry();
  r.add<Noise>();
  r.add<Leaky>();
  r.add<Counting>();
  r.add<Fixed>();
  auto o = support::options();
  o.threads = 2;
  o.slices = 2;
  o.profile = true;
  std::string text = wide_network;
  text.replace(text.find("FEEDBACK"), 8, "");
  text.replace(text.find("FAILS"), 5, "-1");
  auto n = support::network(text, r, o);
  n.run(100, true);
  CHECK(n.profile().parallel_share == 1);
}

TEST_CASE("if a plugin throws within a window, the steps before are complete and the error names its step") {
  for (const std::size_t threads : {1, 3})
    for (const int fails_at : {0, 1, 17, 120}) {
      CAPTURE(fails_at);
      auto n = Case{.threads = threads, .slices = threads, .fails_at = fails_at}.network();
      try {
        n.run(400, true);
        FAIL("it did not throw");
      } catch (const bouton::RunFailed& failed) {
        CHECK(failed.step == static_cast<std::uint64_t>(fails_at));
        CHECK(failed.element == "x");
      }
      CHECK(n.steps() == static_cast<std::uint64_t>(fails_at));
      if (fails_at == 0) continue;
      auto until = Case{}.network();
      until.run(static_cast<std::uint64_t>(fails_at), true);
      for (const char* layer : {"x", "a", "b", "c"}) CHECK(support::output(n, layer) == support::output(until, layer));
    }
}
