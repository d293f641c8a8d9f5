/// What those who watch a run want of it.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <string>

#include <nlohmann/json.hpp>

namespace bouton_program {

/// Requests come on any thread and wait there; the run answers them between two steps.
class Requests {
 public:
  using Json = nlohmann::ordered_json;

  /// Waits for the answer; says so if the run ends before, or does not come to it in a while.
  Json ask(Json request);
  /// Whether one waits. Cheap.
  bool has_any() const { return count_.load(std::memory_order_relaxed) > 0; }
  /// Answers all that wait, in their order. For the run.
  void answer(const std::function<Json(const Json&)>& reply);
  /// Returns when there is a request, or after so long.
  void wait(std::chrono::milliseconds patience);
  /// From now on nothing is answered any more.
  void end();

 private:
  struct Waiting {
    Json request;
    std::promise<Json> reply;
  };

  std::mutex mutex_;
  std::condition_variable came_;
  std::deque<Waiting> waiting_;
  std::atomic<std::size_t> count_{0};  // of those that wait
  bool is_over_ = false;
};

}  // namespace bouton_program
