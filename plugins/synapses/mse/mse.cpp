#include <algorithm>
#include <optional>
#include <stdexcept>
#include <vector>

#include <bouton/plugin.hpp>
#include <bouton/trace.hpp>

namespace {

/// Supervised rule that follows the gradient of the squared difference between a target and the postsynaptic trace:
///   dW = lr (xm - to) ⊗ te
/// with the presynaptic trace te, the postsynaptic trace to and the modulator's signal xm as the target. A delta rule
/// (Widrow and Hoff 1960) on traces. All traces: t <- min(t0 x + t1 t, tracelim).
///
/// A weight only moves while the trace of its presynaptic unit is not zero, so an update visits the columns of those
/// units only; the others would gain exactly 0.
class Mse final : public bouton::Synapse {
 public:
  static void declare(bouton::Declaration<Mse>& d) {
    d.type("mse", "supervised: moves weights so that the postsynaptic trace follows the modulator");
    d.version("1.0", "Bouton").sources(2, 2);
    d.parameter("tre", &Mse::tre_, "presynaptic trace [t0, t1]: t <- t0 x + t1 t").at_least(0);
    d.parameter("tro", &Mse::tro_, "postsynaptic trace [t0, t1]").at_least(0);
    d.parameter("trm", &Mse::trm_, "modulator's trace [t0, t1], recorded only: the rule takes the signal itself")
        .at_least(0)
        .default_value(std::vector<double>{1, 0});
    d.parameter("rule_params.lr", &Mse::rate_, "learning rate");
    d.parameter("Wlim", &Mse::most_, "largest weight").default_value(1.0);
    d.parameter("Wmin", &Mse::given_least_, "smallest weight; if absent -Wlim, or 0 where syn_type is exc or inh");
    d.parameter("tracelim", &Mse::trace_limit_, "largest trace").above(0).default_value(10.0);
  }

  void prepare() override {
    const bool hybrid = syn_type() == bouton::SynapseType::hybrid;
    least_ = given_least_.value_or(hybrid ? -most_ : 0.0);
    if (least_ > most_) throw std::invalid_argument("'Wmin' is larger than 'Wlim'");
    pre_trace_.resize(source_size(0));
    post_trace_.resize(size());
    modulator_trace_.resize(source_size(1));
    error_.resize(size());
    is_clamped_ = false;
  }

  void propagate(const bouton::SynapseInputs& in, std::span<double> port) override {
    weights().accumulate(in.source(0), port);
  }

  void update(const bouton::SynapseInputs& in, const bouton::Signal& post, bool learn) override {
    pre_trace_.advance(in.source(0), tre_, trace_limit_);
    post_trace_.advance(post, tro_, trace_limit_);
    modulator_trace_.advance(in.source(1), trm_, trace_limit_);
    if (learn) adjust_weights(in.source(1));
  }

  void reset() override {
    pre_trace_.clear();
    post_trace_.clear();
    modulator_trace_.clear();
  }

  void visit_state(bouton::StateVisitor& visitor) override {
    visitor.per_source("pre_trace", pre_trace_.values(), 0, {"", "presynaptic trace te"});
    visitor.per_unit("post_trace", post_trace_.values(), {"", "postsynaptic trace to"});
    visitor.per_source("mod_trace", modulator_trace_.values(), 1, {"", "modulator's trace"});
    for (auto* trace : {&pre_trace_, &post_trace_, &modulator_trace_}) trace->list_again();
  }

 private:
  void adjust_weights(const bouton::Signal& target) {
    if (!is_clamped_) {
      for (double& w : weights().values()) w = std::min(std::max(w, least_), most_);
      is_clamped_ = true;
    }
    const bool one_for_all = target.values.size() == 1;
    bool any = false;
    for (std::size_t k = 0; k < error_.size(); ++k) {
      const double wanted = target.values[one_for_all ? 0 : slice().begin + k];
      error_[k] = rate_ * (wanted - post_trace_[k]);
      any = any || error_[k] != 0.0;
    }
    if (!any) return;
    for (const bouton::Unit pre : pre_trace_.nonzero()) {
      const double trace = pre_trace_[pre];
      const auto column = weights().column(pre);
      double* w = column.values.data();
      if (column.posts.empty()) {
        const double* error = error_.data() + column.first_post;
        for (std::size_t k = 0; k < column.values.size(); ++k)
          w[k] = std::min(std::max(w[k] + error[k] * trace, least_), most_);
      } else {
        for (std::size_t k = 0; k < column.values.size(); ++k)
          w[k] = std::min(std::max(w[k] + error_[column.posts[k]] * trace, least_), most_);
      }
    }
  }

  bouton::Trace::Factors tre_{}, tro_{}, trm_{};
  double rate_ = 0, most_ = 1, least_ = -1, trace_limit_ = 10;
  std::optional<double> given_least_;

  bouton::Trace pre_trace_, post_trace_, modulator_trace_;
  std::vector<double> error_;  // lr (xm - to)
  bool is_clamped_ = false;    // since the limits were last set
};

}  // namespace

BOUTON_PLUGIN(Mse)
