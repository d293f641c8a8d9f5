/// How far the making of connections is.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <utility>

namespace bouton {

/// Counts connections as they are made, on any threads, and tells the count now and then.
class Building {
 public:
  using Report = std::function<void(std::uint64_t made, std::uint64_t all)>;

  Building() = default;
  Building(Report report, std::uint64_t all) : report_(std::move(report)), all_(all) {}

  /// A pass over connections has visited so many more. There are two passes over each.
  void add_visited(std::uint64_t count) {
    const auto visited = visited_.fetch_add(count, std::memory_order_relaxed) + count;
    if (!report_) return;
    const std::unique_lock lock(mutex_, std::try_to_lock);
    if (lock) report_(std::min(visited / 2, all_), all_);
  }

 private:
  Report report_;
  std::uint64_t all_ = 0;
  std::atomic<std::uint64_t> visited_ = 0;
  std::mutex mutex_;
};

}  // namespace bouton
