/// A fingerprint of all spikes of a run.
#pragma once

#include <cstdint>

#include "network/executor.hpp"
#include "numerics/hash.hpp"

namespace bouton {

/// Takes in which units of which layers spiked in each step. The units of a step are summed up, so that the order in
/// which they are listed makes no difference and the processor need not wait from one to the next.
class SpikeHash {
 public:
  /// Each step in turn.
  void add(const Executor& executor, std::uint64_t step) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < executor.layers.size(); ++i) {
      const auto signal = executor.output(executor.layers[i], step);
      if (!signal.is_spikes) continue;
      // One multiplication for each spike: a product of two factors that depend on the layer is mixed enough for a sum.
      const std::uint64_t a = mixed(2 * i), b = mixed(2 * i + 1);
      for (const Unit unit : signal.active) sum += (unit ^ a) * (unit + b);
    }
    value_ = mixed(value_ ^ sum);
  }
  std::uint64_t value() const { return value_; }

 private:
  /// One step of SplitMix64, which does not leave 0 as it is.
  static std::uint64_t mixed(std::uint64_t x) { return mix(x + 0x9e3779b97f4a7c15); }

  std::uint64_t value_ = 0;
};

}  // namespace bouton
