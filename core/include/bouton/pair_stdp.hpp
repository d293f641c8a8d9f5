/// Pair-based spike-timing-dependent plasticity, plain or modulated.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <bouton/lazy_plasticity.hpp>
#include <bouton/rules_in_use.hpp>

namespace bouton {

/// `dW = Ap xo ⊗ te − An to ⊗ xe`: a postsynaptic spike adds the presynaptic trace, a presynaptic spike takes away the
/// postsynaptic trace (Song, Miller, Abbott 2000, doi:10.1038/78829; traces as in Morrison, Diesmann, Gerstner 2008,
/// doi:10.1007/s00422-008-0233-1). A modulated rule multiplies the change by a factor for each postsynaptic unit.
///
/// A weight changes only if one of its sides spikes; all others would gain exactly 0. A presynaptic spike changes its
/// column, which lies together in memory. A postsynaptic spike changes a weight of every column with a trace, far
/// apart: those changes wait.
class BOUTON_API PairStdp : public LazyPlasticity {
 public:
  /// Declares the parameters of PlasticSynapse and `rule_params` {`Ap`, `An`}.
  template <class T>
  static void declare_pair(Declaration<T>& d) {
    declare_plastic(d);
    d.any_storage();
    d.parameter("rule_params.Ap", &PairStdp::potentiation_, "change per presynaptic trace at a postsynaptic spike")
        .unit("weight");
    d.parameter("rule_params.An", &PairStdp::depression_, "change per postsynaptic trace at a presynaptic spike")
        .unit("weight");
  }

  void prepare() override;

 protected:
  /// The factor on each unit's change; nothing: 1. `factors` has one element per unit of the slice.
  virtual bool find_factors(std::span<double> factors) const;

  void adjust_weights(const SynapseInputs& in, const Signal& post) override;
  void catch_up(std::span<const Late> late) override;
  void clear_log() override;

 private:
  static constexpr std::uint32_t no_event = ~std::uint32_t{0};

  bool log(const Signal& pre, const Signal& post);
  template <class T>
  void catch_up_dense(std::span<T> values, std::span<const Late> late);
  template <class T>
  void catch_up_sparse(WeightColumn<T> weights, std::size_t pre, Column& column);
  void adjust_now(const Signal& pre, const Signal& post);
  void adjust_active(const Signal& pre, const Signal& post);
  template <class Source>
  void adjust_columns(std::size_t count, Source source, const Signal& post);
  void adjust_column(std::size_t pre, double x, const Signal& post);
  void potentiate_column(std::size_t pre, const Signal& post);
  double changed(double weight, double change, std::size_t k, const Limits& limit) const {
    return limit(weight + (is_modulated_ ? change * factors_[k] : change));
  }

  double potentiation_ = 0, depression_ = 0;
  bool is_modulated_ = false;
  std::vector<double> factors_;    // of the present step
  std::vector<double> up_, down_;  // Ap xo and An to of the present step

  // An event is a postsynaptic spike that waits. Entry e of the log has the events from begins_[e] to begins_[e + 1].
  std::vector<std::size_t> begins_;
  std::vector<Unit> units_;
  std::vector<double> event_factors_;        // if modulated
  std::vector<std::uint32_t> event_entry_;   // sparse
  std::vector<std::uint32_t> event_before_;  // sparse: the event before of the same unit
  std::vector<std::uint32_t> last_event_;    // sparse: of each unit
  // Scratch, sparse: what each entry adds to a column, and how the sums are rounded.
  std::vector<double> entry_change_;
  std::vector<WeightRounding::Draws> entry_draws_;
  std::vector<std::uint32_t> events_;  // scratch: those that a weight has not met
};

/// The change of STDP times the modulator's trace (Izhikevich 2007, doi:10.1093/cercor/bhl152, without eligibility). A
/// rule of its own derives from it and calls `declare_modulated_pair` in its `declare`.
class ModulatedPairStdp : public PairStdp {
 public:
  /// Declares two presynaptic signals, the parameters of PairStdp, and `trm`.
  template <class T>
  static void declare_modulated_pair(Declaration<T>& d) {
    d.sources(2, 2);
    declare_pair(d);
    declare_modulator_trace(d, "modulator's trace [t0, t1]");
  }

 protected:
  bool find_factors(std::span<double> factors) const override {
    for (std::size_t k = 0; k < factors.size(); ++k) factors[k] = for_unit(modulator_trace(), k);
    return true;
  }
};

}  // namespace bouton
