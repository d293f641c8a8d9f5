/// Finds out whether several threads are faster than one.
#pragma once

#include <algorithm>
#include <cstdint>

namespace bouton {

/// Tries one thread and all threads in turn, then keeps the faster, and tries again later: the cost of a step changes
/// with the activity of the network. A trial costs little, since it is short and, once it has come out the same a few
/// times, rare.
class Pace {
 public:
  /// Whether the next window should run on all threads.
  bool parallel() const { return parallel_; }
  /// Whether the time of the next window is wanted.
  bool measures() const { return stage_ != Stage::keep; }

  /// After each window: how many steps it took, and the time for them if `measures`.
  void add(std::uint64_t steps, double seconds) {
    ++windows_;
    if (stage_ == Stage::keep) {
      if (windows_ >= kept_windows_) begin(Stage::one, false);
      return;
    }
    // The first windows find cold caches and sleeping threads.
    if (windows_ > warm_up) steps_ += static_cast<double>(steps), seconds_ += seconds;
    if (windows_ < warm_up + sample) return;
    const double cost = seconds_ / steps_;
    if (stage_ == Stage::one) {
      cost_of_one_ = cost;
      // Threads need longer to meet than such a window takes.
      if (cost * steps_ / sample < shortest_window)
        keep(false);
      else
        begin(Stage::all, true);
    } else {
      keep(cost < worthwhile * cost_of_one_);
    }
  }

 private:
  enum class Stage { one, all, keep };
  static constexpr std::uint64_t warm_up = 4, sample = 32, longest_keep = 1 << 16;
  static constexpr double shortest_window = 2e-6, worthwhile = 0.97;

  void begin(Stage stage, bool parallel) {
    stage_ = stage;
    parallel_ = parallel;
    windows_ = 0;
    steps_ = seconds_ = 0;
  }
  void keep(bool parallel) {
    kept_windows_ = parallel == kept_ ? std::min(2 * kept_windows_, longest_keep) : first_keep;
    kept_ = parallel;
    begin(Stage::keep, parallel);
  }

  // Short at first: new threads need a while to come to speed.
  static constexpr std::uint64_t first_keep = 1 << 6;
  Stage stage_ = Stage::one;
  bool parallel_ = false, kept_ = false;
  std::uint64_t windows_ = 0, kept_windows_ = first_keep;
  double steps_ = 0, seconds_ = 0, cost_of_one_ = 0;
};

}  // namespace bouton
