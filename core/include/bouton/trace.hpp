/// Traces of spikes, the memory of learning rules.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include <bouton/export.hpp>
#include <bouton/signal.hpp>
#include <bouton/state_array.hpp>

namespace bouton {

/// One trace per unit: `t <- min(t0 x + t1 t, limit)` in each step. Where few traces are not zero, spikes cost time in
/// proportion to those; otherwise all advance in one vectorised pass. The bits are those of the formula either way. Of
/// a signal of spikes only the list of active units is read, each of which counts as 1.
///
/// A trace is best declared as state, `d.state("trace", &Rule::trace_, "presynaptic trace").per_source(0)`: then the
/// core sizes, resets and shows it. One that is not declared has memory of its own, and its element calls `resize`,
/// `clear`, `values` and `list_again`.
class BOUTON_API Trace {
 public:
  /// Weight of the new value, and what is left of the old trace: [t0, t1].
  using Factors = std::array<double, 2>;

  /// One value of the formula.
  static double next(const Factors& t, double limit, double x, double trace) {
    return std::min(t[0] * x + t[1] * trace, limit);
  }

  Trace() = default;
  /// A copy has memory of its own.
  Trace(const Trace& other);
  Trace(Trace&&) noexcept = default;
  /// Copies the values; the memory stays where it is. A declared trace keeps its size.
  Trace& operator=(const Trace& other);

  /// Traces that are new begin at zero. A declared trace has its size from the core.
  void resize(std::size_t units);

  /// All traces become zero.
  void clear();

  /// One step; `x` has as many units as the trace.
  void advance(const Signal& x, const Factors& t, double limit);

  double operator[](std::size_t unit) const { return values_[unit]; }
  std::size_t size() const { return values_.size(); }
  /// The units whose trace is not zero, in no particular order. Valid until the next call.
  std::span<const Unit> nonzero() const;

  /// The traces. Whoever writes them calls `list_again` afterwards; so does an element that shows a trace which is not
  /// declared to a StateVisitor, since that may have written.
  std::span<double> values() { return values_; }
  std::span<const double> values() const { return values_; }
  void list_again() { list(); }

 private:
  friend struct detail::StateAccess;
  void bind(std::span<double> values);
  void make_room();
  void list() const;
  void decay_listed(const Signal& x, const Factors& t, double limit);

  std::span<double> values_;    // the core's memory, or `own_`
  std::vector<double> own_;     // of a trace that is not declared
  bool is_bound_ = false;       // to the core's memory
  std::vector<double> spiked_;  // scratch
  // Made when it is asked for: most rules that have a pass over all traces need no list.
  mutable std::vector<Unit> nonzero_;
  mutable std::size_t count_ = 0;  // of the units in nonzero_, which has room for all
  mutable bool is_listed_ = true;  // false: the traces have advanced since
  unsigned since_listed_ = 0;      // steps
};

}  // namespace bouton
