// Types that keep their state themselves, as all did before state could be declared: they size it, reset it and show
// it, and call the ready-made rules that they derive from. Such plugins go on to work as they are.
#include <algorithm>
#include <cmath>
#include <vector>

#include <bouton/lif_layer.hpp>
#include <bouton/pair_stdp.hpp>
#include <bouton/plugin.hpp>

namespace {

/// `lif` with an adaptation that its own spikes raise.
class OwnLif final : public bouton::LifLayer {
 public:
  static void declare(bouton::Declaration<OwnLif>& d) {
    d.type("own_lif", "lif with adaptation").version("1.0", "tests").port("in", "input current").local();
    declare_lif(d);
    d.parameter("jump", &OwnLif::jump_, "adaptation per spike").at_least(0).at_most(1).default_value(0.1);
  }
  void prepare() override {
    LifLayer::prepare();
    adaptation_.resize(size());
    input_.resize(size());
  }
  void reset() override {
    LifLayer::reset();
    adaptation_.assign(size(), 0.0);
  }
  void step(const bouton::LayerInputs& in, std::span<double> out) override {
    for (std::size_t k = 0; k < size(); ++k) input_[k] = in.port(0)[k] - adaptation_[k];
    advance(input_, in.previous, out);
    for (std::size_t k = 0; k < size(); ++k) adaptation_[k] = 0.9 * adaptation_[k] + jump_ * out[k];
  }
  void visit_state(bouton::StateVisitor& visitor) override {
    LifLayer::visit_state(visitor);
    visitor.per_unit("adaptation", adaptation_, {"", "what the input lacks"});
  }

 private:
  double jump_ = 0;
  std::vector<double> adaptation_, input_;
};

/// A plastic rule with a slow trace beside those that it derives.
class OwnRule final : public bouton::PlasticSynapse {
 public:
  static void declare(bouton::Declaration<OwnRule>& d) {
    d.type("own_rule", "Hebbian, minus a slow trace").version("1.0", "tests");
    declare_plastic(d);
    d.parameter("rate", &OwnRule::rate_, "learning rate").at_least(0).at_most(1).default_value(0.01);
  }
  void prepare() override {
    PlasticSynapse::prepare();
    slow_.resize(source_size(0));
  }
  void update(const bouton::SynapseInputs& in, const bouton::Signal& post, bool learn) override {
    slow_.advance(in.source(0), {0.1, 0.95}, 10);
    PlasticSynapse::update(in, post, learn);
  }
  void reset() override {
    PlasticSynapse::reset();
    slow_.clear();
  }
  void visit_state(bouton::StateVisitor& visitor) override {
    PlasticSynapse::visit_state(visitor);
    visitor.per_source("slow_trace", slow_.values(), 0, {"", "slow presynaptic trace"});
    slow_.list_again();
  }

 protected:
  void adjust_weights(const bouton::SynapseInputs&, const bouton::Signal& post) override {
    const auto limit = limits();
    for (const bouton::Unit pre : slow_.nonzero()) {
      const auto column = weights().column(pre);
      for (std::size_t i = 0; i < column.values.size(); ++i) {
        const double change = rate_ * (pre_trace()[pre] - slow_[pre]) * post.values[column.post(i)];
        column.values[i] = limit(column.values[i] + change);
      }
    }
  }

 private:
  double rate_ = 0;
  bouton::Trace slow_;
};

/// Pair-based STDP that counts its updates.
class OwnStdp final : public bouton::PairStdp {
 public:
  static void declare(bouton::Declaration<OwnStdp>& d) {
    d.type("own_stdp", "STDP that counts").version("1.0", "tests");
    declare_pair(d);
  }
  void update(const bouton::SynapseInputs& in, const bouton::Signal& post, bool learn) override {
    ++updates_;
    PairStdp::update(in, post, learn);
  }
  void reset() override {
    PairStdp::reset();
    updates_ = 0;
  }
  void visit_state(bouton::StateVisitor& visitor) override {
    PairStdp::visit_state(visitor);
    visitor.counter("updates", updates_, {"steps", "updates since the reset"});
  }

 private:
  std::uint64_t updates_ = 0;
};

/// Limited weights, and a trace of its own.
class OwnBounded final : public bouton::BoundedSynapse {
 public:
  static void declare(bouton::Declaration<OwnBounded>& d) {
    d.type("own_bounded", "grows with a postsynaptic trace").version("1.0", "tests");
    declare_limits(d);
  }
  void prepare() override {
    BoundedSynapse::prepare();
    post_.resize(size());
  }
  void reset() override { post_.clear(); }
  void update(const bouton::SynapseInputs& in, const bouton::Signal& post, bool learn) override {
    post_.advance(post, {1, 0.8}, 10);
    if (!learn) return;
    const auto limit = limits();
    for (std::size_t pre = 0; pre < source_size(0); ++pre) {
      const auto column = weights().column(pre);
      for (std::size_t i = 0; i < column.values.size(); ++i)
        column.values[i] = limit(column.values[i] + 0.01 * in.source(0).values[pre] * post_[column.post(i)]);
    }
    keep_within_limits();
  }
  void visit_state(bouton::StateVisitor& visitor) override {
    visitor.per_unit("post", post_.values(), {"", "postsynaptic trace"});
    post_.list_again();
  }

 private:
  bouton::Trace post_;
};

}  // namespace

BOUTON_PLUGIN(OwnLif, OwnRule, OwnStdp, OwnBounded)
