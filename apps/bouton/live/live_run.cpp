#include "live/live_run.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "live/message.hpp"
#include "live/page.hpp"

namespace bouton_program {

namespace {

constexpr auto never = std::numeric_limits<std::uint64_t>::max();
constexpr std::chrono::milliseconds between_pictures{100};

std::string text_of(const nlohmann::ordered_json& json) {
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace

LiveRun::LiveRun(const LiveOptions& options, std::function<bool()> is_interrupted)
    : is_interrupted_(std::move(is_interrupted)),
      next_pause_(options.begins_paused ? 0 : never),
      server_({options.address, options.port, live_page(), [this] { return welcome(); }}, feed_, requests_) {}

std::string LiveRun::welcome() {
  const std::lock_guard lock(welcome_mutex_);
  return facts_ + changes_ + state_;
}

std::uint64_t LiveRun::between_steps(bouton::RunMoment& moment) {
  if (!picture_) {
    picture_.emplace(moment);
    {
      const std::lock_guard lock(welcome_mutex_);
      facts_ = message_text("facts", text_of(picture_->facts()));
    }
    tell_state(moment);
  }
  if (is_watched_) picture_->add(moment);
  look_for_watchers(moment);
  if (is_watched_ && Clock::now() - shown_ >= between_pictures) show(moment);
  if (requests_.has_any()) requests_.answer([&](const Json& request) { return reply(moment, request); });
  if (moment.end() >= next_pause_) pause(moment);
  return is_stopped_ ? 0 : next_pause_ == never ? never : next_pause_ - moment.end();
}

void LiveRun::look_for_watchers(bouton::RunMoment& moment) {
  const bool was_watched = std::exchange(is_watched_, feed_.has_watchers());
  if (was_watched || !is_watched_) return;
  picture_->skip(moment);
  shown_ = {};
}

void LiveRun::pause(bouton::RunMoment& moment) {
  constexpr std::chrono::milliseconds patience{100};
  tell_state(moment);
  if (is_watched_) show(moment);
  while (moment.end() >= next_pause_ && !is_stopped_) {
    requests_.wait(patience);
    requests_.answer([&](const Json& request) { return reply(moment, request); });
    look_for_watchers(moment);
    if (is_watched_ && feed_.joined() != shown_to_) show(moment);
    if (is_interrupted_()) is_stopped_ = true;
  }
  if (!is_stopped_) tell_state(moment);
}

void LiveRun::show(bouton::RunMoment& moment) {
  const auto now = Clock::now();
  auto picture = picture_->take(moment);
  const auto& progress = moment.progress();
  if (moment.end() > shown_steps_ && shown_ != Clock::time_point())
    picture["steps_per_second"] =
        static_cast<double>(moment.end() - shown_steps_) / std::chrono::duration<double>(now - shown_).count();
  picture["total"] = progress.run_total;
  picture["phase"] = progress.phase + 1;
  picture["phases"] = progress.phases;
  picture["phase_learns"] = progress.learn;
  if (progress.is_scored && progress.done > 0)
    picture["accuracy"] = static_cast<double>(progress.correct) / static_cast<double>(progress.done);
  shown_ = now;
  shown_to_ = feed_.joined();
  shown_steps_ = moment.end();
  feed_.publish(message_text("picture", text_of(picture)));
}

void LiveRun::tell_state(bouton::RunMoment& moment) {
  const Json state = {{"step", moment.end()},
                      {"total", moment.progress().run_total},
                      {"paused", moment.end() >= next_pause_},
                      {"learning", moment.is_learning_on()}};
  auto message = message_text("state", text_of(state));
  {
    const std::lock_guard lock(welcome_mutex_);
    state_ = message;
  }
  feed_.publish(std::move(message));
}

void LiveRun::tell_change(const Json& change) {
  auto message = message_text("change", text_of(change));
  {
    const std::lock_guard lock(welcome_mutex_);
    changes_ += message;
  }
  feed_.publish(std::move(message));
}

LiveRun::Json LiveRun::reply(bouton::RunMoment& moment, const Json& request) {
  const auto wrong = [](std::string why) { return Json{{"error", std::move(why)}}; };
  const auto what = request.contains("do") && request["do"].is_string() ? request["do"].get<std::string>() : "";
  if (what == "pause") {
    next_pause_ = moment.end();
  } else if (what == "go") {
    next_pause_ = never;
  } else if (what == "step") {
    const auto count = request.value("count", Json(1u));
    if (!count.is_number_unsigned() || count == 0) return wrong("'count' must be a whole number from 1 on");
    next_pause_ = moment.end() + std::min<std::uint64_t>(count.get<std::uint64_t>(), 1'000'000'000);
  } else if (what == "stop") {
    is_stopped_ = true;
  } else if (what == "learn") {
    if (!request.contains("on") || !request["on"].is_boolean()) return wrong("'on' must be true or false");
    moment.switch_learning(request["on"].get<bool>());
    tell_state(moment);
    tell_change({{"step", moment.end()}, {"learn", request["on"]}});
  } else if (what == "set") {
    try {
      moment.set(text_of(request.value("set", Json())));
    } catch (const bouton::InvalidNetwork& invalid) {
      Json findings = Json::array();
      for (const auto& finding : invalid.findings) findings.push_back(finding.pointer + ": " + finding.message);
      return {{"error", findings.front()}, {"findings", findings}};
    } catch (const bouton::RunFailed& refused) {
      return wrong(refused.what());
    }
    tell_change({{"step", moment.end()}, {"set", request["set"]}});
  } else {
    return wrong(fmt::format("'{}' cannot be done; there is pause, go, step, stop, learn and set", what));
  }
  return {{"step", moment.end()}};
}

void LiveRun::end(const bouton::RunResult& result) {
  feed_.publish(message_text("end", text_of({{"step", result.steps}, {"stopped", result.stopped}})));
  feed_.end();
}

}  // namespace bouton_program
