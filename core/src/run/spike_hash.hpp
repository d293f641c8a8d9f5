/// A fingerprint of all spikes of a run.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <bouton/signal.hpp>

#include "numerics/hash.hpp"

namespace bouton {

/// Takes in which units of which layers spiked in each step. The units of a step are summed up, so that the order in
/// which they are listed makes no difference and the processor need not wait from one to the next.
class SpikeHash {
 public:
  /// What the layer with this index published in the present step.
  void add(std::size_t layer, const Signal& signal) {
    if (!signal.is_spikes) return;
    while (factors_.size() <= layer) factors_.push_back({mixed(2 * factors_.size()), mixed(2 * factors_.size() + 1)});
    // One multiplication for each spike: a product of two factors that depend on the layer is mixed enough for a sum.
    const auto [a, b] = factors_[layer];
    sum_ += sum_of(signal.active, a, b);
  }
  /// To be called once all layers have been added.
  void end_step() {
    value_ = mixed(value_ ^ sum_);
    sum_ = 0;
  }
  std::uint64_t value() const { return value_; }

 private:
  struct Factors {
    std::uint64_t a, b;
  };
  /// Of (unit ^ a) (unit + b) over all units.
  static std::uint64_t sum_of(std::span<const Unit> units, std::uint64_t a, std::uint64_t b);
  /// One step of SplitMix64, which does not leave 0 as it is.
  static std::uint64_t mixed(std::uint64_t x) { return mix(x + 0x9e3779b97f4a7c15); }

  std::vector<Factors> factors_;  // of the layers
  std::uint64_t sum_ = 0;         // of the present step
  std::uint64_t value_ = 0;
};

}  // namespace bouton
