/// For rules whose changes can wait until a weight is needed.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include <bouton/plastic_synapse.hpp>
#include <bouton/rules_in_use.hpp>

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
/// it cannot wait, calls `settle` and changes all weights at once. Where it has no more room for what it keeps it may
/// call `settle` and then `log_step`.
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

  /// The column of unit `pre`, which has not met all entries and has a trace.
  struct Late {
    std::size_t pre;
    Column* column;
  };
  static constexpr std::size_t most_together = 4;
  /// [required] Lets columns meet the entries from their `column->done` on; see `walk` and `walk_together`. There are
  /// at most `most_together` of them, all different, those first that have met fewest entries. The caller sets `done`
  /// afterwards.
  virtual void catch_up(std::span<const Late> late) = 0;
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
  /// The number of this update, and that of the update which became an entry: what WeightRounding asks for.
  std::uint64_t clock() const { return clock_; }
  std::uint64_t clock_of(std::size_t entry) const { return entries_[entry]; }

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
  /// The same for several columns at once, given as to `catch_up`: calls f(entry, traces) for each entry that some of
  /// them have not met, as long as not all traces are zero. `traces`, a std::array of one to `most_together` elements,
  /// has those of the first columns, which are the ones that have not met the entry. Where one of them is zero its
  /// column must keep every bit: f adds -0.0 to its weights, or leaves them alone.
  template <class F>
  void walk_together(std::span<const Late> late, F&& f) const {
    std::array<double, most_together> traces{};
    if (!late.empty()) walk_joined<1>(late, traces, 0, f);
    for (std::size_t c = 0; c < late.size(); ++c) {
      late[c].column->trace = traces[c];
      late[c].column->clock = entries_.back();
    }
  }

 private:
  /// The rest of `walk_together` from where the n-th column joins. `all` has the traces of those before at `clock`.
  template <std::size_t n, class F>
  void walk_joined(std::span<const Late> late, std::array<double, most_together>& all, std::uint64_t clock,
                   F& f) const {
    const auto decay = pre_trace_decay();
    const std::uint64_t* const entries = entries_.data();
    const auto& column = *late[n - 1].column;
    std::size_t e = column.done;
    const std::size_t end = n < late.size() ? late[n].column->done : entries_.size();
    std::array<double, n> traces;
    for (std::size_t c = 0; c + 1 < n; ++c) traces[c] = decay(all[c], entries[e] - clock);
    traces[n - 1] = decay(column.trace, entries[e] - column.clock);
    clock = entries[e];
    while (e < end && std::ranges::any_of(traces, [](double trace) { return trace != 0.0; })) {
      f(e, std::as_const(traces));
      if (++e == end) break;
      for (double& trace : traces) trace = decay(trace, entries[e] - clock);
      clock = entries[e];
    }
    std::ranges::copy(traces, all.begin());
    if constexpr (n < most_together)
      if (n < late.size()) walk_joined<n + 1>(late, all, clock, f);
  }

  void meet(std::span<const Unit> pres);
  void start();

  std::uint64_t clock_ = 0;             // updates
  bool is_fresh_ = true;                // nothing waits, and `columns_` does not know the traces yet
  std::vector<std::uint64_t> entries_;  // the clock of each
  std::vector<Column> columns_;
  std::vector<Unit> listed_;  // the columns that had a trace since the log was begun
  std::size_t met_ = 0;       // entries that the columns of this step's spikes have met
};

}  // namespace bouton
