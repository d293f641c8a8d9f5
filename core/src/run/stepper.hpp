/// Takes the steps of a run.
#pragma once

#include <chrono>
#include <cstdint>

#include <bouton/run.hpp>

#include "network/executor.hpp"
#include "run/readout.hpp"
#include "run/recordings.hpp"
#include "run/spike_hash.hpp"

namespace bouton {

/// Steps a network and shows each step to all that want to see it: recordings, spike hash, readout, and whoever is told
/// of the progress, who may stop the run.
class Stepper {
 public:
  Stepper(Executor& executor, Recordings& recordings, const RunOptions& options)
      : executor_(&executor), recordings_(&recordings), options_(&options) {}

  /// Takes at most `most` (> 0) steps in one go and returns how many. Those before a failure are shown, too.
  std::uint64_t advance(std::uint64_t most, bool learn);
  /// Takes so many steps, or fewer if the run is stopped; returns how many.
  std::uint64_t take(std::uint64_t count, bool learn);
  /// Tells the progress, by default only if it was not told a moment ago.
  void tell(bool now = false);

  /// From now on each step is shown to this readout; null: to none.
  void show_to(Readout* readout) { readout_ = readout; }
  void go_on_with(Executor& other) { executor_ = &other; }

  bool is_stopped() const { return is_stopped_; }
  std::uint64_t spike_hash() const { return spike_hash_.value(); }

  /// Its steps are counted here; what it says of phases and trials is set by those who run them.
  Progress progress;

 private:
  Executor* executor_;
  Recordings* recordings_;
  const RunOptions* options_;
  Readout* readout_ = nullptr;
  SpikeHash spike_hash_;
  std::chrono::steady_clock::time_point told_;
  bool is_stopped_ = false;
};

}  // namespace bouton
