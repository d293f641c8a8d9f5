/// Pair-based spike-timing-dependent plasticity, plain or modulated.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <bouton/plastic_synapse.hpp>

namespace bouton {

/// `dW = Ap xo ⊗ te − An to ⊗ xe`: a postsynaptic spike adds the presynaptic trace, a presynaptic spike takes away the
/// postsynaptic trace (Song, Miller, Abbott 2000, doi:10.1038/78829; traces as in Morrison, Diesmann, Gerstner 2008,
/// doi:10.1007/s00422-008-0233-1). A modulated rule multiplies the change by a factor for each postsynaptic unit.
///
/// A weight changes only if one of its sides spikes; all others would gain exactly 0. A presynaptic spike changes its
/// column, which lies together in memory. A postsynaptic spike changes a weight of every column with a trace, far
/// apart, so these changes are put off: a log keeps the postsynaptic spikes of each step, and a column catches up when
/// its presynaptic unit spikes and the weights are needed. Between two presynaptic spikes the trace decays in the same
/// steps whenever they are computed, and each weight meets its changes in the order of the steps: the bits are those of
/// the formula.
class BOUTON_API PairStdp : public PlasticSynapse {
 public:
  /// Declares the parameters of PlasticSynapse and `rule_params` {`Ap`, `An`}.
  template <class T>
  static void declare_pair(Declaration<T>& d) {
    declare_plastic(d);
    d.single_precision();
    d.parameter("rule_params.Ap", &PairStdp::potentiation_, "change per presynaptic trace at a postsynaptic spike");
    d.parameter("rule_params.An", &PairStdp::depression_, "change per postsynaptic trace at a presynaptic spike");
  }

  void prepare() override;
  void propagate(const SynapseInputs& in, std::span<double> port) override;
  void update(const SynapseInputs& in, const Signal& post, bool learn) override;
  void settle() override;
  void reset() override;

 protected:
  /// The factor on each unit's change; nothing: 1. `factors` has one element per unit of the slice.
  virtual bool find_factors(std::span<double> factors) const;

  void adjust_weights(const SynapseInputs& in, const Signal& post) override;

 private:
  /// Where a column stands: it has met the first `done` steps of the log, and `trace` is that of its presynaptic unit
  /// at the time `clock`.
  struct Column {
    double trace = 0;
    std::uint64_t clock = 0;
    std::size_t done = 0;
  };
  /// A step of learning with postsynaptic spikes, which are events_[begin] up to the next entry's.
  struct Entry {
    std::uint64_t clock;
    std::size_t begin;
  };
  static constexpr std::uint32_t no_event = ~std::uint32_t{0};

  bool log(const Signal& post);
  void start_log();
  void clear_log();
  void catch_up(std::size_t pre);
  template <class T>
  void catch_up_dense(WeightColumn<T> weights, Column& column);
  template <class T>
  void catch_up_sparse(WeightColumn<T> weights, Column& column);
  void adjust_now(const Signal& pre, const Signal& post);
  void adjust_column(std::size_t pre, double x, const Signal& post);
  void potentiate_column(std::size_t pre, const Signal& post);
  double changed(double weight, double change, std::size_t k, const Limits& limit) const {
    return limit(weight + (is_modulated_ ? change * factors_[k] : change));
  }

  double potentiation_ = 0, depression_ = 0;
  bool is_modulated_ = false;
  std::vector<double> factors_;    // of the present step
  std::vector<double> up_, down_;  // Ap xo and An to of the present step

  std::uint64_t clock_ = 0;  // updates
  bool is_fresh_ = true;     // nothing is put off, and the columns' traces are not those of the units
  std::vector<Column> columns_;
  std::vector<Entry> entries_;  // and one more, for the end
  // Of each event: the unit; its factor, if modulated; and for sparse weights the entry and the unit's event before.
  std::vector<Unit> units_;
  std::vector<double> event_factors_;
  std::vector<std::uint32_t> event_entry_, event_before_;
  std::vector<std::uint32_t> last_event_;  // of each unit
  std::vector<double> entry_change_;       // scratch: what each entry adds in a column
  std::vector<std::uint32_t> events_;      // scratch: those that a weight has not met
};

}  // namespace bouton
