/// What synapses that learn from traces have in common.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <bouton/bounded_synapse.hpp>
#include <bouton/rules_in_use.hpp>
#include <bouton/trace.hpp>

namespace bouton {

/// A synapse with a presynaptic trace, a postsynaptic trace, and weights that stay within limits. The first signal
/// carries; a second one, if there is one, is a modulator. A rule derives from it, calls `declare_plastic` in its
/// `declare`, and writes `adjust_weights`.
///
/// In each step the traces advance first, with the present step's spikes; then, where learning is on, the rule changes
/// the weights; then they are brought into their limits.
class PlasticSynapse : public BoundedSynapse {
 public:
  /// Declares `tre`, `tro`, `Wlim`, `Wmin` and `tracelim`, and the traces as state.
  template <class T>
  static void declare_plastic(Declaration<T>& d) {
    d.parameter("tre", &PlasticSynapse::tre_, "presynaptic trace [t0, t1]: t <- t0 x + t1 t").at_least(0);
    d.parameter("tro", &PlasticSynapse::tro_, "postsynaptic trace [t0, t1]").at_least(0);
    declare_limits(d);
    d.parameter("tracelim", &PlasticSynapse::trace_limit_, "largest trace").above(0).default_value(10.0);
    d.state("pre_trace", &PlasticSynapse::pre_trace_, "presynaptic trace te").per_source(0);
    d.state("post_trace", &PlasticSynapse::post_trace_, "postsynaptic trace to");
    d.state("mod_trace", &PlasticSynapse::modulator_trace_, "modulator's trace tm").per_source(1);
  }
  /// Declares `trm`, the factors of the modulator's trace.
  template <class T>
  static void declare_modulator_trace(Declaration<T>& d, std::string summary) {
    d.parameter("trm", &PlasticSynapse::trm_, std::move(summary)).at_least(0).default_value(std::vector<double>{1, 0});
  }

  /// A rule that overrides it calls it first.
  void prepare() override {
    BoundedSynapse::prepare();
    if (pre_trace_.size() != source_size(0) || post_trace_.size() != size())
      throw std::logic_error("its traces are not declared; call declare_plastic in declare()");
  }

  void update(const SynapseInputs& in, const Signal& post, bool learn) override {
    pre_trace_.advance(in.source(0), tre_, trace_limit_);
    post_trace_.advance(post, tro_, trace_limit_);
    if (sources() > 1) modulator_trace_.advance(in.source(1), trm_, trace_limit_);
    if (!learn) return;
    adjust_weights(in, post);
    keep_within_limits();
  }

 protected:
  /// [required] Changes the weights by the rule; each new weight goes through `limits`. The arguments are those
  /// of `update`.
  virtual void adjust_weights(const SynapseInputs& in, const Signal& post) = 0;

  /// te, to and tm after the present step. The modulator's trace has one value, or one per unit of the whole layer (of
  /// its part).
  const Trace& pre_trace() const { return pre_trace_; }
  const Trace& post_trace() const { return post_trace_; }
  const Trace& modulator_trace() const { return modulator_trace_; }
  /// What a presynaptic trace (at most the limit) is so many steps later, if its unit is silent.
  struct Decay {
    Trace::Factors factors;
    double limit;

    double operator()(double trace, std::uint64_t steps) const {
      if (factors[1] <= 1) {
        // t0 x adds nothing and the limit cannot be reached: the same bits with less to wait for.
        for (; steps > 0; --steps) trace *= factors[1];
        return trace;
      }
      for (; steps > 0; --steps) trace = Trace::next(factors, limit, 0.0, trace);
      return trace;
    }
  };
  Decay pre_trace_decay() const { return {tre_, trace_limit_}; }
  /// A modulator's value for unit k of the slice, whether it has one value for all or one per unit.
  template <class Values>
  double for_unit(const Values& values, std::size_t k) const {
    return values[values.size() == 1 ? 0 : slice().begin + k];
  }

 private:
  Trace::Factors tre_{}, tro_{}, trm_{};
  double trace_limit_ = 10;
  Trace pre_trace_, post_trace_, modulator_trace_;
};

}  // namespace bouton
