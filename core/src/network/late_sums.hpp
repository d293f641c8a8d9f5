/// What a synapse behind a dendritic delay has sent, on its way to the units.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include <bouton/aligned.hpp>

namespace bouton {

/// The sums of one slice for each step that is still to come, as far ahead as the delay.
class LateSums {
 public:
  LateSums(std::size_t units, std::uint64_t delay)
      : units_(units), is_empty_(delay + 1, true), values_(units * (delay + 1)) {}

  /// Where a synapse adds what reaches the units in that step.
  std::span<double> open(std::uint64_t tick) {
    is_empty_[row(tick)] = false;
    return values(tick);
  }
  /// Adds what reaches the units in that step to the port, or takes it away, and forgets it.
  void deliver(std::uint64_t tick, std::span<double> port, bool subtract) {
    if (is_empty_[row(tick)]) return;
    const auto sums = values(tick);
    for (std::size_t k = 0; k < units_; ++k) port[k] += subtract ? -sums[k] : sums[k];
    std::ranges::fill(sums, 0.0);
    is_empty_[row(tick)] = true;
  }
  void clear() {
    std::ranges::fill(values_, 0.0);
    is_empty_.assign(is_empty_.size(), true);
  }
  /// Takes over what is on its way in another; false if that is of another size.
  bool take_over(const LateSums& other) {
    if (other.values_.size() != values_.size() || other.units_ != units_) return false;
    return *this = other, true;
  }
  std::size_t bytes() const { return values_.size() * sizeof(double); }

 private:
  std::size_t row(std::uint64_t tick) const { return tick % is_empty_.size(); }
  std::span<double> values(std::uint64_t tick) { return std::span(values_).subspan(row(tick) * units_, units_); }

  std::size_t units_;
  std::vector<bool> is_empty_;  // of each row
  AlignedVector<double> values_;
};

}  // namespace bouton
