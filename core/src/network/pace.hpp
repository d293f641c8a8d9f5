/// Finds out whether several threads are faster than one.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

namespace bouton {

/// Tries one thread and all threads in turns, then keeps the faster, and tries again later: the cost of a step changes
/// with the activity of the network. The turns are short, so that both see the same activity. A trial costs little, and
/// once it has come out the same a few times it is rare.
///
/// A trial is too short to see that another program wants the processor too: then all threads wait, now and then and
/// for long, for the one that does not run. So threads are watched as long as they are kept, and left alone for a while
/// when they turn out slower than promised.
class Pace {
 public:
  /// Whether the next window should run on all threads.
  bool parallel() const { return parallel_; }
  /// Whether the time of the next window is wanted.
  bool measures() const { return is_trial_ || parallel_; }

  /// After each window: how many steps it took, and the time for them if `measures`.
  void add(std::uint64_t steps, double seconds) {
    ++windows_;
    if (is_trial_) return add_to_trial(steps, seconds);
    if (parallel_) {
      kept_cost_.add(static_cast<double>(steps), seconds);
      // What one thread would have taken for the whole time that threads are kept.
      const double limit = cost_[false].of_step() * kept_cost_.steps / kept_cost_.windows * kept_windows_;
      if (kept_cost_.seconds > limit) return distrust();
    }
    if (windows_ < kept_windows_) return;
    if (parallel_) trust();
    begin_trial();
  }

 private:
  struct Cost {
    double steps = 0, seconds = 0, windows = 0;
    void add(double count, double time) { steps += count, seconds += time, ++windows; }
    double of_step() const { return seconds / steps; }
    double of_window() const { return seconds / windows; }
  };
  static constexpr int turns = 6, most_warm = 32, fewest_warm = 8;
  static constexpr double warm_after = 1e-3;
  static constexpr double first_keep = 1 << 9, longest_keep = 1 << 13;
  static constexpr double shortest_window = 2e-6, worthwhile = 0.97, clear = 1.25;
  static constexpr double shortest_distrust = 5e-3, longest_distrust = 0.5, regained_after = 0.05;

  void add_to_trial(std::uint64_t steps, double seconds) {
    // The first half of a turn finds sleeping threads, and its data in the caches of other cores. It takes a few
    // windows and a while, or many windows; in the second half as many count.
    if (warm_windows_ == 0) {
      warm_seconds_ += seconds;
      if (windows_ == most_warm || (windows_ >= fewest_warm && warm_seconds_ >= warm_after)) warm_windows_ = windows_;
      return;
    }
    cost_[parallel_].add(static_cast<double>(steps), seconds);
    if (windows_ < 2 * warm_windows_) return;
    ++turns_taken_;
    begin_turn();
    // Threads need longer to meet than such a window takes.
    if (!parallel_ && cost_[false].of_window() < shortest_window) return keep(false);
    const double ratio = cost_[true].of_step() / cost_[false].of_step();
    const bool is_clear = turns_taken_ == 2 && (ratio < 1 / clear || ratio > clear);
    if (is_clear || turns_taken_ == turns) return keep(ratio < worthwhile);
    parallel_ = !parallel_;
  }
  void begin_turn() {
    windows_ = 0;
    warm_windows_ = 0;
    warm_seconds_ = 0;
  }
  void begin_trial() {
    is_trial_ = true;
    parallel_ = false;
    turns_taken_ = 0;
    cost_ = {};
    begin_turn();
  }
  void keep(bool parallel) {
    // Short at first: new threads need a while to come to speed.
    keep(parallel, parallel == last_ ? std::min(2 * last_keep_, longest_keep) : first_keep);
    last_keep_ = kept_windows_;
    last_ = parallel;
  }
  void keep(bool parallel, double windows) {
    parallel_ = parallel;
    kept_windows_ = windows;
    kept_cost_ = {};
    is_trial_ = false;
    windows_ = 0;
  }
  void trust() {
    good_seconds_ += kept_cost_.seconds;
    if (good_seconds_ < regained_after) return;
    distrust_ = std::max(distrust_ / 2, shortest_distrust);
    good_seconds_ = 0;
  }
  void distrust() {
    good_seconds_ = 0;
    keep(false, std::max(first_keep, distrust_ / cost_[false].of_window()));
    distrust_ = std::min(2 * distrust_, longest_distrust);
  }

  bool is_trial_ = true, parallel_ = false, last_ = false;
  int windows_ = 0;  // of this turn, or since the trial
  int turns_taken_ = 0, warm_windows_ = 0;
  double warm_seconds_ = 0;
  double kept_windows_ = 0, last_keep_ = first_keep, distrust_ = shortest_distrust, good_seconds_ = 0;
  std::array<Cost, 2> cost_{};
  Cost kept_cost_;
};

}  // namespace bouton
