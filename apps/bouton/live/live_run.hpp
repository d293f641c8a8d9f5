/// A run that can be watched and changed over the network while it goes on.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include <bouton/bouton.hpp>

#include "live/feed.hpp"
#include "live/picture.hpp"
#include "live/requests.hpp"
#include "live/server.hpp"

namespace bouton_program {

struct LiveOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0: any that is free
  bool begins_paused = false;
};

/// Serves the page of one run. Who watches gets a message some ten times a second; who is slow misses some; the run
/// waits for nobody, unless it is paused.
class LiveRun {
 public:
  /// `is_interrupted` says whether a run that is paused shall end. Throws bouton::Error if nothing can be served.
  LiveRun(const LiveOptions& options, std::function<bool()> is_interrupted);

  /// Where the page is.
  const std::string& url() const { return server_.url(); }
  /// To be called between steps, on the run's thread; see bouton::RunOptions::between_steps.
  std::uint64_t between_steps(bouton::RunMoment& moment);
  /// Tells all who watch that the run is over.
  void end(const bouton::RunResult& result);

 private:
  using Json = nlohmann::ordered_json;
  using Clock = std::chrono::steady_clock;

  /// Does what is asked for, and answers.
  Json reply(bouton::RunMoment& moment, const Json& request);
  void pause(bouton::RunMoment& moment);
  /// Begins to gather pictures when the first one watches.
  void look_for_watchers(bouton::RunMoment& moment);
  void show(bouton::RunMoment& moment);
  /// Says to all how the run stands: whether it is paused, whether it learns.
  void tell_state(bouton::RunMoment& moment);
  void tell_change(const Json& change);
  /// What one who begins to watch must know.
  std::string welcome();

  Feed feed_;
  Requests requests_;
  std::function<bool()> is_interrupted_;
  std::optional<Picture> picture_;  // from the first call between steps on
  std::uint64_t next_pause_;        // the step before which the run is to be paused
  bool is_stopped_ = false;
  bool is_watched_ = false;
  Clock::time_point shown_{};
  std::uint64_t shown_steps_ = 0;
  std::uint64_t shown_to_ = 0;  // of those who had begun to watch by then
  std::mutex welcome_mutex_;
  std::string facts_, changes_, state_;  // messages
  Server server_;                        // ends first: its threads use all above
};

}  // namespace bouton_program
