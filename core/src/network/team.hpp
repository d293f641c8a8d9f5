/// Threads that work on a network together, step after step.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <thread>
#include <vector>

namespace bouton {

/// The calling thread and `size() - 1` others. They wait for each other by spinning for 0.2 ms, since a step often
/// takes no longer, and then sleep. More threads than there are cores sleep sooner, to leave them to those that work.
class Team {
 public:
  /// Throws std::system_error if the system gives no more threads.
  Team(std::size_t size, std::function<void(std::size_t thread)> work);
  ~Team();

  std::size_t size() const { return threads_.size() + 1; }
  /// Calls `work` once on every thread, 0 being this one. `work` must not throw and must end with a `meet`.
  void run();
  /// Called by all threads within `work`: the last to arrive calls `last`, then all go on.
  template <class F>
  void meet(F&& last) {
    const auto round = round_.load(std::memory_order_relaxed);
    if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 < size()) return wait_while(round_, round);
    last();
    arrived_.store(0, std::memory_order_relaxed);
    // Sequentially consistent: notify_all() looks whether anyone sleeps, and must not look before the others can see
    // the new round. One that had just begun to sleep would not be woken.
    round_.store(round + 1, std::memory_order_seq_cst);
    round_.notify_all();
  }

 private:
  using Counter = std::atomic<std::uint32_t>;
  void wait_while(const Counter& counter, std::uint32_t value) const;
  void stop();

  const std::chrono::microseconds patience_;
  std::function<void(std::size_t)> work_;
  std::vector<std::thread> threads_;
  alignas(64) Counter job_ = 0;
  std::atomic<bool> stops_ = false;
  alignas(64) Counter round_ = 0;
  alignas(64) std::atomic<std::size_t> arrived_ = 0;
};

/// How many threads this process may run at the same time.
std::size_t usable_cores();

}  // namespace bouton
