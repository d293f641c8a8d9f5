#include "live/feed.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "live/message.hpp"

namespace bouton_program {

std::optional<std::string> Watcher::next(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, patience, [&] { return !waiting_.empty() || is_over_; });
  if (waiting_.empty()) return std::nullopt;
  // What is missing came after all that waits, so it is told behind that.
  const auto message = std::move(waiting_.front());
  waiting_.pop_front();
  auto text = *message;
  if (waiting_.empty() && missed_ > 0) text += message_text("missed", fmt::format("{}", std::exchange(missed_, 0)));
  return text;
}

bool Watcher::is_over() {
  const std::lock_guard lock(mutex_);
  return is_over_ && waiting_.empty();
}

void Watcher::add(const std::shared_ptr<const std::string>& message) {
  const std::lock_guard lock(mutex_);
  if (waiting_.size() < most_waiting && missed_ == 0)
    waiting_.push_back(message);
  else
    ++missed_;
  changed_.notify_one();
}

void Watcher::end() {
  const std::lock_guard lock(mutex_);
  is_over_ = true;
  changed_.notify_one();
}

std::shared_ptr<Watcher> Feed::watch() {
  auto watcher = std::make_shared<Watcher>();
  const std::lock_guard lock(mutex_);
  std::erase_if(watchers_, [](const auto& other) { return other.expired(); });
  watchers_.push_back(watcher);
  ++joined_;
  if (is_over_) watcher->end();
  return watcher;
}

bool Feed::has_watchers() {
  const std::lock_guard lock(mutex_);
  std::erase_if(watchers_, [](const auto& other) { return other.expired(); });
  return !watchers_.empty();
}

std::uint64_t Feed::joined() {
  const std::lock_guard lock(mutex_);
  return joined_;
}

void Feed::publish(std::string message) {
  const auto shared = std::make_shared<const std::string>(std::move(message));
  const std::lock_guard lock(mutex_);
  for (const auto& weak : watchers_)
    if (const auto watcher = weak.lock()) watcher->add(shared);
}

void Feed::end() {
  const std::lock_guard lock(mutex_);
  is_over_ = true;
  for (const auto& weak : watchers_)
    if (const auto watcher = weak.lock()) watcher->end();
}

}  // namespace bouton_program
