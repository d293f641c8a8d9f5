#include "live/requests.hpp"

#include <utility>

namespace bouton_program {

namespace {

nlohmann::ordered_json refusal(const char* why) { return {{"error", why}}; }

}  // namespace

Requests::Json Requests::ask(Json request) {
  constexpr std::chrono::seconds patience{30};
  std::future<Json> reply;
  {
    const std::lock_guard lock(mutex_);
    if (is_over_) return refusal("the run is over");
    waiting_.push_back({std::move(request), {}});
    reply = waiting_.back().reply.get_future();
    count_ = waiting_.size();
  }
  came_.notify_one();
  if (reply.wait_for(patience) != std::future_status::ready)
    return refusal("the run has not answered yet: a step takes long; what was asked for will still be done");
  return reply.get();
}

void Requests::answer(const std::function<Json(const Json&)>& reply) {
  std::deque<Waiting> all;
  {
    const std::lock_guard lock(mutex_);
    all.swap(waiting_);
    count_ = 0;
  }
  for (auto& one : all) one.reply.set_value(reply(one.request));
}

void Requests::wait(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  came_.wait_for(lock, patience, [&] { return !waiting_.empty(); });
}

void Requests::end() {
  const std::lock_guard lock(mutex_);
  is_over_ = true;
  for (auto& one : waiting_) one.reply.set_value(refusal("the run is over"));
  waiting_.clear();
  count_ = 0;
}

}  // namespace bouton_program
