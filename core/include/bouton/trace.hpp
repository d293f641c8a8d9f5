/// Traces of spikes, the memory of learning rules.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include <bouton/export.hpp>
#include <bouton/signal.hpp>

namespace bouton {

/// One trace per unit: `t <- min(t0 x + t1 t, limit)` in each step. Where few traces are not zero, spikes cost time in
/// proportion to those; otherwise all advance in one vectorised pass. The bits are those of the formula either way. Of
/// a signal of spikes only the list of active units is read, each of which counts as 1.
class BOUTON_API Trace {
 public:
  /// Weight of the new value, and what is left of the old trace: [t0, t1].
  using Factors = std::array<double, 2>;

  /// One value of the formula.
  static double next(const Factors& t, double limit, double x, double trace) {
    return std::min(t[0] * x + t[1] * trace, limit);
  }

  /// Traces that are new begin at zero.
  void resize(std::size_t units);

  /// All traces become zero.
  void clear();

  /// One step; `x` has as many units as the trace.
  void advance(const Signal& x, const Factors& t, double limit);

  double operator[](std::size_t unit) const { return values_[unit]; }
  std::size_t size() const { return values_.size(); }
  /// The units whose trace is not zero, in no particular order. Valid until the next call.
  std::span<const Unit> nonzero() const;

  /// The traces, to be shown to a StateVisitor; call `list_again` afterwards, since it may have written.
  std::span<double> values() { return values_; }
  std::span<const double> values() const { return values_; }
  void list_again() { list(); }

 private:
  void list() const;
  void decay_listed(const Signal& x, const Factors& t, double limit);

  std::vector<double> values_;
  std::vector<double> spiked_;  // scratch
  // Made when it is asked for: most rules that have a pass over all traces need no list.
  mutable std::vector<Unit> nonzero_;
  mutable std::size_t count_ = 0;  // of the units in nonzero_, which has room for all
  mutable bool is_listed_ = true;  // false: the traces have advanced since
  unsigned since_listed_ = 0;      // steps
};

}  // namespace bouton
