/// Finds out whether several threads are faster than one.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace bouton {

/// Decides before each window whether it runs on one thread or on all. Both are right; only their speed differs, and
/// which is faster depends on the activity of the network and on what else the machine has to do. So both are compared
/// at the start and again and again.
///
/// A comparison lets one thread and all threads take turns that are short, so that both see the same activity. A window
/// in which a thread had to wait for the processor takes many times as long as the others; it counts as if it had taken
/// three times as long as usual, and of three pairs of turns the middle one decides. So a single such wait decides
/// nothing.
///
/// Where another program wants the processor all the time, such waits are frequent, and real: all threads wait for the
/// one that does not run. So the time that threads take is watched while they are kept. When they have lost more than
/// they had won, one thread is measured anew, and kept if threads were slower in fact.
///
/// Each comparison and each disappointment has cost some time, which is known afterwards. The next comparison waits
/// until that time is a small share of the whole. So the choice is never much slower than one thread, however slow many
/// threads would be.
class Pace {
 public:
  /// Whether the next window should run on all threads.
  bool parallel() const { return parallel_; }
  /// Whether the time of the next window is wanted. Of one thread that is kept, now and then is enough.
  bool measures() const { return mode_ != Mode::keeping || parallel_ || windows_ % glance == 0; }

  /// After each window: how many steps it took, and the time for them if `measures`.
  void add(std::uint64_t steps, double seconds) {
    const double count = static_cast<double>(steps);
    const bool was_measured = measures();
    ++windows_;
    if (mode_ == Mode::keeping) return keep_on(count, seconds, was_measured);
    spent_.add(count, seconds);
    turn_.add(count, seconds);
    if (mode_ == Mode::checking) {
      if (turn_.is_over()) end_check();
    } else if (parallel_ && turn_.total.seconds > hopeless * turn_.total.steps * cost_[false] + hopeless_time) {
      stretch_ = std::max(stretch_, 1.0);  // it is no matter of coming to speed
      decide(false);
    } else if (turn_.is_over()) {
      end_turn();
    }
  }

 private:
  enum class Mode { comparing, keeping, checking };
  struct Sum {
    double steps = 0, seconds = 0;
    void add(double count, double time) { steps += count, seconds += time; }
    double of_step() const { return seconds / steps; }
    /// How much longer it took than steps of that cost.
    double excess(double cost) const { return std::max(0.0, seconds - steps * cost); }
  };

  /// The first half of a turn finds sleeping threads, and its data in the caches of other cores. It takes a few windows
  /// and a while, or many windows; in the second half as many count.
  class Turn {
   public:
    void add(double steps, double seconds) {
      total.add(steps, seconds);
      if (warm_ == 0) {
        ++windows_;
        if (windows_ == most || (windows_ >= fewest && total.seconds >= warm_after)) warm_ = windows_;
        return;
      }
      costs_[count_++] = seconds / steps;
    }
    bool is_over() const { return warm_ > 0 && count_ == warm_; }
    /// The mean cost of a step, a window that was interrupted counted as three.
    double cost() const {
      auto sorted = costs_;
      const auto end = sorted.begin() + static_cast<std::ptrdiff_t>(count_);
      std::sort(sorted.begin(), end);
      const double most_counted = 3 * sorted[count_ / 2];
      double sum = 0;
      for (auto at = sorted.begin(); at != end; ++at) sum += std::min(*at, most_counted);
      return sum / static_cast<double>(count_);
    }

    Sum total;

   private:
    static constexpr std::size_t most = 32, fewest = 3;
    static constexpr double warm_after = 1e-3;  // s
    std::size_t windows_ = 0, warm_ = 0, count_ = 0;
    std::array<double, most> costs_{};  // of a step
  };

  static constexpr std::size_t pairs = 3;
  static constexpr int glance = 16;
  static constexpr double shortest_window = 2e-6, worthwhile = 0.97, clear = 1.25;
  static constexpr double hopeless = 4, hopeless_time = 1e-3;
  /// How many times longer than a comparison its result is kept, and than what it has lost.
  static constexpr double keep_of_duration = 10, keep_of_loss = 40, longest_keep = 0.5;
  /// The first results are kept for a shorter time: new threads need a while to come to speed. Later ones for longer.
  static constexpr double first_stretch = 0.25, longest_stretch = 16;
  static constexpr double least_excess = 1e-3, most_credit = 5e-3;

  void end_turn() {
    cost_[parallel_] = turn_.cost();
    if (!parallel_) {
      // Threads need longer to meet than such a window takes.
      if (turn_.total.seconds / static_cast<double>(windows_) < shortest_window) return decide(false);
      begin_turn(true);
      return;
    }
    ratios_[pairs_taken_++] = cost_[true] / cost_[false];
    const double first = ratios_[0];
    if (pairs_taken_ == 1 && (first > clear || first < 1 / clear)) return decide(first < 1);
    if (pairs_taken_ < pairs) return begin_turn(false);
    std::sort(ratios_.begin(), ratios_.end());
    decide(ratios_[pairs / 2] < worthwhile);
  }
  void begin_turn(bool parallel) {
    parallel_ = parallel;
    turn_ = {};
    windows_ = 0;
  }
  void compare() {
    mode_ = Mode::comparing;
    pairs_taken_ = 0;
    spent_ = {};
    begin_turn(false);
  }
  /// The end of a comparison.
  void decide(bool parallel) {
    stretch_ = parallel == last_ ? std::min(2 * stretch_, longest_stretch) : first_stretch;
    last_ = parallel;
    const double by_duration = std::min(keep_of_duration * stretch_ * spent_.seconds, longest_keep);
    const double by_loss = keep_of_loss * std::min(stretch_, 1.0) * spent_.excess(cost_[parallel]);
    keep(parallel, std::max(by_duration, by_loss));
  }
  void keep(bool parallel, double seconds) {
    mode_ = Mode::keeping;
    parallel_ = parallel;
    keep_for_ = seconds;
    kept_ = 0;
    windows_ = 0;
    recent_ = {};
    balance_ = 0;
  }

  void keep_on(double steps, double seconds, bool was_measured) {
    double& one = cost_[false];
    if (!was_measured) seconds = steps * one;
    kept_ += seconds;
    if (parallel_) {
      recent_.add(steps, seconds);
      const double window = steps * one;
      balance_ += seconds - window;
      if (balance_ < -std::max(most_credit, 4 * window)) {
        balance_ = -std::max(most_credit, 4 * window);
        recent_ = {};
      }
      if (balance_ > std::max(least_excess, 2 * window)) return check();
    } else if (was_measured) {
      one += (std::min(seconds / steps, 3 * one) - one) / 8;
    }
    if (kept_ >= keep_for_) compare();
  }
  /// Threads seem to be slower than one thread was. One thread may be slower now, too.
  void check() {
    mode_ = Mode::checking;
    spent_ = {};
    begin_turn(false);
  }
  void end_check() {
    cost_[false] = turn_.cost();
    const double loss = recent_.excess(cost_[false]);
    if (loss > 0) return keep(false, keep_of_loss * loss);
    keep(true, std::max(keep_for_ - kept_, 0.0));
  }

  Mode mode_ = Mode::comparing;
  bool parallel_ = false, last_ = false;
  int windows_ = 0;  // of this turn, or since the choice
  Turn turn_;
  std::size_t pairs_taken_ = 0;
  std::array<double, pairs> ratios_{};  // all threads to one, of each pair of turns
  std::array<double, 2> cost_{};        // of a step, in s: on one thread, on all
  Sum spent_;                           // in this comparison
  double stretch_ = first_stretch / 2;
  double keep_for_ = 0, kept_ = 0;  // s
  Sum recent_;                      // of threads that are kept, since they had won much
  double balance_ = 0;              // what they have lost against one thread, in s; below 0: won
};

}  // namespace bouton
