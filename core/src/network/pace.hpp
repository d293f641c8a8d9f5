/// Finds out whether several threads are faster than one.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

namespace bouton {

/// Tries one thread and all threads in turns, then keeps the faster, and tries again later: the cost of a step changes
/// with the activity of the network. The turns are short, so that both see the same activity. A trial costs little, and
/// once it has come out the same a few times it is rare.
class Pace {
 public:
  /// Whether the next window should run on all threads.
  bool parallel() const { return parallel_; }
  /// Whether the time of the next window is wanted.
  bool measures() const { return is_trial_; }

  /// After each window: how many steps it took, and the time for them if `measures`.
  void add(std::uint64_t steps, double seconds) {
    ++windows_;
    if (!is_trial_) {
      if (windows_ >= kept_windows_) begin_trial();
      return;
    }
    // The first window of a turn finds cold caches or sleeping threads.
    if (windows_ % turn != 1) cost_[parallel_].add(static_cast<double>(steps), seconds);
    if (windows_ % turn != 0) return;
    // Threads need longer to meet than such a window takes.
    if (!parallel_ && cost_[false].of_window() < shortest_window) return keep(false);
    if (windows_ == turns * turn) return keep(cost_[true].of_step() < worthwhile * cost_[false].of_step());
    parallel_ = !parallel_;
  }

 private:
  struct Cost {
    double steps = 0, seconds = 0, windows = 0;
    void add(double count, double time) { steps += count, seconds += time, ++windows; }
    double of_step() const { return seconds / steps; }
    double of_window() const { return seconds / windows; }
  };
  static constexpr std::uint64_t turn = 8, turns = 12;
  static constexpr std::uint64_t first_keep = 1 << 7, longest_keep = 1 << 13;
  static constexpr double shortest_window = 2e-6, worthwhile = 0.97;

  void begin_trial() {
    is_trial_ = true;
    parallel_ = false;
    windows_ = 0;
    cost_ = {};
  }
  void keep(bool parallel) {
    // Short at first: new threads need a while to come to speed.
    kept_windows_ = parallel == kept_ ? std::min(2 * kept_windows_, longest_keep) : first_keep;
    kept_ = parallel_ = parallel;
    is_trial_ = false;
    windows_ = 0;
  }

  bool is_trial_ = true, parallel_ = false, kept_ = false;
  std::uint64_t windows_ = 0, kept_windows_ = first_keep;
  std::array<Cost, 2> cost_{};
};

}  // namespace bouton
