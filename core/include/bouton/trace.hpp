/// Traces of spikes, the memory of learning rules.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include <bouton/signal.hpp>

namespace bouton {

/// One trace per unit: `t <- min(t0 x + t1 t, limit)` in each step. It lists the units whose trace is not zero, so that
/// for spikes the cost of a step follows the number of those; the bits are those of the dense formula.
class Trace {
 public:
  /// Weight of the new value, and what is left of the old trace: [t0, t1].
  using Factors = std::array<double, 2>;

  /// One value of the formula.
  static double next(const Factors& t, double limit, double x, double trace) {
    return std::min(t[0] * x + t[1] * trace, limit);
  }

  void resize(std::size_t units) { values_.resize(units); }

  /// All traces become zero.
  void clear() {
    for (const Unit unit : nonzero_) values_[unit] = 0.0;
    nonzero_.clear();
  }

  /// One step; `x` has as many units as the trace.
  void advance(const Signal& x, const Factors& t, double limit) {
    if (!x.is_spikes) {
      for (std::size_t unit = 0; unit < values_.size(); ++unit)
        values_[unit] = next(t, limit, x.values[unit], values_[unit]);
      list_again();
      return;
    }
    for (const Unit unit : x.active)
      if (values_[unit] == 0.0) nonzero_.push_back(unit);
    std::erase_if(nonzero_, [&](Unit unit) {
      values_[unit] = next(t, limit, x.values[unit], values_[unit]);
      return values_[unit] == 0.0;
    });
  }

  double operator[](std::size_t unit) const { return values_[unit]; }
  std::size_t size() const { return values_.size(); }
  /// The units whose trace is not zero, in no particular order.
  std::span<const Unit> nonzero() const { return nonzero_; }

  /// The traces, to be shown to a StateVisitor; call `list_again` afterwards, since it may have written.
  std::span<double> values() { return values_; }
  void list_again() {
    nonzero_.clear();
    for (Unit unit = 0; unit < values_.size(); ++unit)
      if (values_[unit] != 0.0) nonzero_.push_back(unit);
  }

 private:
  std::vector<double> values_;
  std::vector<Unit> nonzero_;
};

}  // namespace bouton
