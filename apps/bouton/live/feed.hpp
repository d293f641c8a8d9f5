/// What a run shows to all who watch it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace bouton_program {

/// Messages for one who watches. Whoever is slow misses some, and is told how many.
class Watcher {
 public:
  /// The next message; nothing after a while without one, or when there will be none any more.
  std::optional<std::string> next(std::chrono::milliseconds patience);
  bool is_over();

 private:
  friend class Feed;
  static constexpr std::size_t most_waiting = 64;

  void add(const std::shared_ptr<const std::string>& message);
  void end();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::shared_ptr<const std::string>> waiting_;
  std::uint64_t missed_ = 0;
  bool is_over_ = false;
};

/// Gives each message to all who watch, and waits for nobody. Any thread may call it.
class Feed {
 public:
  /// One more who watches, until the pointer is gone.
  std::shared_ptr<Watcher> watch();
  /// Whether anyone may watch. Cheap.
  bool has_watchers();
  /// How many have ever begun to watch.
  std::uint64_t joined();
  void publish(std::string message);
  /// No message will come any more.
  void end();

 private:
  std::mutex mutex_;
  std::vector<std::weak_ptr<Watcher>> watchers_;
  std::uint64_t joined_ = 0;
  bool is_over_ = false;
};

}  // namespace bouton_program
