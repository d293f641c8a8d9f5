/// Measures what elements cost.
#pragma once

#include <chrono>
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
  }

  /// Whether the next window is measured; `steps` and `parallel` describe the one before.
  bool begin_window() {
    constexpr std::uint64_t period = 61;  // a prime number: it does not go along with what a network repeats
    measures_ = windows_++ % period == 0;
    return measures_;
  }
  void end_window(std::uint64_t steps, bool parallel) {
    steps_ += static_cast<double>(steps);
    if (measures_) measured_steps_ += static_cast<double>(steps);
    parallel_windows_ += parallel;
  }
  /// By what measured sums are to be multiplied.
  double scale() const { return measured_steps_ > 0 ? steps_ / measured_steps_ : 0.0; }
  double parallel_share() const {
    return windows_ > 0 ? static_cast<double>(parallel_windows_) / static_cast<double>(windows_) : 0.0;
  }

  std::vector<std::vector<SliceCost>> layers, synapses;

 private:
  bool measures_ = false;
  std::uint64_t windows_ = 0, parallel_windows_ = 0;
  double steps_ = 0, measured_steps_ = 0;
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
