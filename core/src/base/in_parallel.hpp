/// Work that is divided among threads for a moment.
#pragma once

#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace bouton {

/// Calls work(i) for each i below `count`, on at most so many threads, this one among them. If calls throw, the
/// exception of the lowest i is thrown again when all have ended.
inline void in_parallel(std::size_t count, std::size_t threads, const std::function<void(std::size_t)>& work) {
  std::mutex mutex;
  std::size_t next = 0, failed = count;
  std::exception_ptr error;
  const auto take = [&] {
    for (;;) {
      std::size_t i;
      {
        const std::lock_guard lock(mutex);
        if (next >= count) return;
        i = next++;
      }
      try {
        work(i);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (i < failed) failed = i, error = std::current_exception();
      }
    }
  };
  std::vector<std::jthread> others;
  for (std::size_t t = 1; t < threads && t < count; ++t) try {
      others.emplace_back(take);
    } catch (const std::system_error&) {
      break;  // the system gives no more threads; those that there are do the same
    }
  take();
  others.clear();
  if (error) std::rethrow_exception(error);
}

}  // namespace bouton
