/// Measures what elements cost.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <time.h>

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
  /// One set of sums for each slice of each layer and synapse, and for each recording.
  Stopwatch(const std::vector<std::size_t>& layer_slices, const std::vector<std::size_t>& synapse_slices,
            std::size_t recordings)
      : recordings(recordings) {
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
  std::vector<SliceCost> recordings;  // measured in every window

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

/// What a thread measures of one task in one window, if `measured`; nothing otherwise.
///
/// The thread's own processor time is what counts, but to read it takes hundreds of nanoseconds, often more than a lap.
/// So laps are taken by the clock on the wall, and the processor time is read at the begin and at the end. If it is
/// less than what passed on the wall, then the thread had to wait for a processor, which made some laps far too long:
/// the longest laps are cut to one length, such that what is left is the processor time.
template <bool measured>
class Laps {
 public:
  void begin() {}
  void lap(SliceCost&) {}
};

template <>
class Laps<true> {
 public:
  Laps() : processor_(processor_seconds()), first_(Clock::now()), before_(first_) { laps().clear(); }
  Laps(const Laps&) = delete;
  ~Laps() {
    const double wall = seconds_between(first_, Clock::now());
    const double waited = wall - (processor_seconds() - processor_);
    // The two clocks do not agree better than that.
    constexpr double inexact = 5e-6;
    shorten(laps(), waited - inexact);
    for (const auto& [cost, seconds] : laps()) cost->seconds += seconds;
  }

  /// A lap begins now.
  void begin() { before_ = Clock::now(); }
  /// A lap ends, and the next one begins.
  void lap(SliceCost& cost) {
    const auto now = Clock::now();
    laps().emplace_back(&cost, seconds_between(before_, now));
    before_ = now;
  }

  using Lap = std::pair<SliceCost*, double>;  // seconds
  /// Takes so much time from the longest laps, by cutting them to one length.
  static void shorten(std::vector<Lap>& laps, double excess) {
    if (excess <= 0 || laps.empty()) return;
    std::ranges::sort(laps, std::ranges::greater{}, &Lap::second);
    // The longest `count` laps are cut to the length of the next one, until that is enough.
    std::size_t count = 1;
    double sum = laps[0].second;
    const auto next = [&] { return count < laps.size() ? laps[count].second : 0.0; };
    while (count < laps.size() && sum - static_cast<double>(count) * next() < excess) sum += laps[count++].second;
    const double length = std::max(0.0, (sum - excess) / static_cast<double>(count));
    for (std::size_t i = 0; i < count; ++i) laps[i].second = length;
  }

 private:
  using Clock = std::chrono::steady_clock;
  static double seconds_between(Clock::time_point begin, Clock::time_point end) {
    return std::chrono::duration<double>(end - begin).count();
  }
  static double processor_seconds() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
  }
  /// A thread does one task at a time; its memory is used again.
  static std::vector<Lap>& laps() {
    thread_local std::vector<Lap> laps;
    return laps;
  }

  double processor_;
  Clock::time_point first_, before_;
};

}  // namespace bouton
