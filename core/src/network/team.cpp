#include "network/team.hpp"

#include "numerics/flush_denormals.hpp"

#include <algorithm>

#include <sched.h>

#include "process/signal_stack.hpp"
#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace bouton {

namespace {

void pause() {
#if defined(__x86_64__)
  _mm_pause();
#endif
}

/// To be woken takes a thread tens of microseconds, and what another does alone in or between windows often less than
/// 200.
constexpr std::chrono::microseconds long_patience(200), short_patience(20);

}  // namespace

Team::Team(std::size_t size, std::function<void(std::size_t)> work)
    : patience_(size > usable_cores() ? short_patience : long_patience), work_(std::move(work)) {
  threads_.reserve(size);
  try {
    for (std::size_t thread = 1; thread < size; ++thread)
      threads_.emplace_back([this, thread] {
        const SignalStack stack;
        const FlushDenormals flush;
        for (std::uint32_t done = 0;; ++done) {
          wait_while(job_, done);
          if (stops_.load(std::memory_order_relaxed)) return;
          work_(thread);
        }
      });
  } catch (...) {
    stop();
    throw;
  }
}

Team::~Team() { stop(); }

void Team::stop() {
  stops_ = true;
  job_.fetch_add(1, std::memory_order_seq_cst);
  job_.notify_all();
  for (auto& thread : threads_) thread.join();
}

void Team::run() {
  job_.fetch_add(1, std::memory_order_seq_cst);  // as in `meet`
  job_.notify_all();
  work_(0);
}

void Team::wait_while(const Counter& counter, std::uint32_t value) const {
  using Clock = std::chrono::steady_clock;
  constexpr int looks = 64;
  const auto began = Clock::now();
  do {
    for (int i = 0; i < looks; ++i) {
      if (counter.load(std::memory_order_acquire) != value) return;
      pause();
    }
  } while (Clock::now() - began < patience_);
  while (counter.load(std::memory_order_acquire) == value) counter.wait(value, std::memory_order_acquire);
}

std::size_t usable_cores() {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return static_cast<std::size_t>(std::max(1, CPU_COUNT(&set)));
  return std::max(1u, std::thread::hardware_concurrency());
}

}  // namespace bouton
