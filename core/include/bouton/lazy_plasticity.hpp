/// For rules whose changes can wait until a weight is needed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <bouton/plastic_synapse.hpp>

namespace bouton {

/// A plastic synapse whose rule changes, apart from the columns of presynaptic units that spike now, only weights of
/// units with a presynaptic trace, each by something that the trace and the step determine.
///
/// A column of weights is needed when its presynaptic unit spikes; until then its changes can wait. Each step that
/// changes weights becomes an entry of a log. When a unit spikes, or when anyone looks at the weights, its column meets
/// the entries since it was last needed, one after the other: it lies together in memory and is read and written once
/// for all of them. Between two spikes a trace only decays, so it takes the same values whenever they are worked out,
/// and each weight meets its changes in the order of the steps: the bits are those of a rule that never waits.
///
/// A rule derives from it. In `adjust_weights` it either calls `log_step` and keeps what `catch_up` will need, or, if
/// it cannot wait, calls `settle` and changes all weights at once.
class BOUTON_API LazyPlasticity : public PlasticSynapse {
 public:
  void prepare() override;
  void propagate(const SynapseInputs& in, std::span<double> port) override;
  void update(const SynapseInputs& in, const Signal& post, bool learn) override;
  void settle() override;
  void reset() override;

 protected:
  /// Where a column stands: it has met the first `done` entries of the log, and `trace` is that of its presynaptic unit
  /// at the time `clock`.
  struct Column {
    double trace = 0;
    std::uint64_t clock = 0;
    std::size_t done = 0;
    bool is_listed = false;
  };

  /// [required] Lets the column of unit `pre` meet the entries from `column.done` on; see `walk`.
  virtual void catch_up(std::size_t pre, Column& column) = 0;
  /// [required] Forgets what was kept for the entries.
  virtual void clear_log() = 0;

  /// True if this step may wait: there is room, and no weight is outside of its limits.
  bool can_wait(const Signal& pre) const {
    return pre.is_spikes && entries_.size() < most_entries && are_weights_within_limits();
  }
  /// What the columns of units that spike in this step do with its entry.
  enum class Spiking { wait, are_adjusted };
  /// Makes this step an entry.
  void log_step(Spiking spiking) {
    if (is_fresh_) start();
    entries_.push_back(clock_);
    if (spiking == Spiking::are_adjusted) ++met_;
  }
  /// How many entries there are; at most `most_entries`.
  std::size_t entries() const { return entries_.size(); }
  static constexpr std::size_t most_entries = 4096;

  /// Calls f(entry, trace) for each entry that the column has not met, as long as its trace is not zero.
  template <class F>
  void walk(Column& column, F&& f) const {
    double trace = column.trace;
    std::uint64_t clock = column.clock;
    const auto decay = pre_trace_decay();  // f may write to memory of which the compiler does not know that it is other
    const std::uint64_t* const entries = entries_.data();
    for (std::size_t e = column.done, end = entries_.size(); e < end; ++e) {
      trace = decay(trace, entries[e] - clock);
      clock = entries[e];
      if (trace == 0.0) break;
      f(e, trace);
    }
    column.trace = trace;
    column.clock = clock;
  }

 private:
  void meet(std::size_t pre);
  void start();

  std::uint64_t clock_ = 0;             // updates
  bool is_fresh_ = true;                // nothing waits, and `columns_` does not know the traces yet
  std::vector<std::uint64_t> entries_;  // the clock of each
  std::vector<Column> columns_;
  std::vector<Unit> listed_;  // the columns that had a trace since the log was begun
  std::size_t met_ = 0;       // entries that the columns of this step's spikes have met
};

}  // namespace bouton
