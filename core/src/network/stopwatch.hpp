/// Measures what elements cost.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace bouton {

/// Sums of one slice of an element over the windows that are measured. A cache line of its own: slices run at the same
/// time.
struct alignas(64) SliceCost {
  double seconds = 0;
  double count = 0;
};

/// The sums of all elements, and which windows are measured.
class Stopwatch {
 public:
  using Clock = std::chrono::steady_clock;

  /// One set of sums for each slice of each layer and synapse.
  Stopwatch(const std::vector<std::size_t>& layer_slices, const std::vector<std::size_t>& synapse_slices) {
    for (const auto count : layer_slices) layers.emplace_back(count);
    for (const auto count : synapse_slices) synapses.emplace_back(count);
    first_layers_ = layers;
    first_synapses_ = synapses;
  }

  /// Whether the next window is measured; `steps` and `parallel` describe the one before.
  bool begin_window() {
    // A prime number: it does not go along with what a network repeats. A short run is measured as a whole.
    constexpr std::uint64_t period = 61;
    if (windows_ == period) {
      std::ranges::copy(layers, first_layers_.begin());
      std::ranges::copy(synapses, first_synapses_.begin());
      first_steps_ = steps_;
    }
    measures_ = windows_ < period || windows_ % period == 0;
    ++windows_;
    return measures_;
  }
  void end_window(std::uint64_t steps, bool parallel) {
    steps_ += static_cast<double>(steps);
    if (measures_) measured_steps_ += static_cast<double>(steps);
    longest_ = std::max(longest_, steps);
    parallel_windows_ += parallel;
  }
  /// The cost of slice s of a layer or synapse in all windows, about.
  SliceCost of_layer(std::size_t i, std::size_t s) const { return total(layers[i][s], first_layers_[i][s]); }
  SliceCost of_synapse(std::size_t i, std::size_t s) const { return total(synapses[i][s], first_synapses_[i][s]); }
  /// The most steps that a window had.
  std::uint64_t longest() const { return longest_; }
  double parallel_share() const {
    return windows_ > 0 ? static_cast<double>(parallel_windows_) / static_cast<double>(windows_) : 0.0;
  }

  std::vector<std::vector<SliceCost>> layers, synapses;

 private:
  /// All of the first windows, and for those after them what was measured of some.
  SliceCost total(const SliceCost& measured, const SliceCost& first) const {
    const double rest = measured_steps_ - first_steps_, scale = rest > 0 ? (steps_ - first_steps_) / rest : 0.0;
    return {first.seconds + scale * (measured.seconds - first.seconds),
            first.count + scale * (measured.count - first.count)};
  }

  std::vector<std::vector<SliceCost>> first_layers_, first_synapses_;  // after the first windows; before, nothing
  bool measures_ = false;
  std::uint64_t windows_ = 0, parallel_windows_ = 0, longest_ = 0;
  double steps_ = 0, measured_steps_ = 0, first_steps_ = 0;
};

/// The time of what is done between two calls of `lap`, if `measured`; nothing otherwise.
template <bool measured>
class Laps {
 public:
  void lap(SliceCost& cost) {
    if constexpr (measured) {
      const auto now = Stopwatch::Clock::now();
      cost.seconds += std::chrono::duration<double>(now - before_).count();
      before_ = now;
    }
  }

 private:
  Stopwatch::Clock::time_point before_ = measured ? Stopwatch::Clock::now() : Stopwatch::Clock::time_point();
};

}  // namespace bouton
