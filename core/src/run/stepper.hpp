/// Takes the steps of a run.
#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <bouton/run.hpp>

#include "network/executor.hpp"
#include "run/activity.hpp"
#include "run/readout.hpp"
#include "run/recordings.hpp"
#include "run/spike_hash.hpp"

namespace bouton {

/// Steps a network and shows each step to all that want to see it: recordings, spike hash, counts, readout, whoever is
/// told of the progress, who may stop the run, and the program that may change it between two steps.
class Stepper {
 public:
  Stepper(Network& network, Recordings& recordings, const RunOptions& options);

  /// To be called before the first step.
  void begin() { look_between(0); }
  /// Takes at most `most` (> 0) steps in one go and returns how many. Those before a failure are shown, too.
  std::uint64_t advance(std::uint64_t most, bool learn);
  /// Takes so many steps, or fewer if the run is stopped; returns how many.
  std::uint64_t take(std::uint64_t count, bool learn);
  /// Brings the network back to its initial state, but for its weights.
  void reset();
  /// Tells the progress, by default only if it was not told a moment ago.
  void tell(bool now = false);

  /// From now on each step is shown to this readout; null: to none.
  void show_to(Readout* readout) { readout_ = readout; }
  void go_on_with(Executor& other);

  bool is_stopped() const { return is_stopped_; }
  std::uint64_t spike_hash() const { return spike_hash_.value(); }
  const Activity& activity() const { return activity_; }
  const std::vector<RunChange>& changes() const { return changes_; }

  // What a RunMoment shows and does.
  Network& network() const { return *network_; }
  Signal output(std::size_t layer, std::uint64_t steps_ago) const {
    return executor_->output(executor_->layers[layer], executor_->steps - steps_ago);
  }
  bool is_learning_on() const { return is_learning_on_; }
  std::vector<std::string> learning_synapses() const;
  WeightSummary weights(std::string_view synapse);
  void make(const RunChange& change);

  /// Its steps are counted here; what it says of phases and trials is set by those who run them.
  Progress progress;

 private:
  /// What all layers published in a step.
  void note_spikes(std::uint64_t step);
  /// Begins the list of layers in the progress.
  void list_layers();
  void count_spikes();
  /// Makes the changes that are due, and lets the program look; `taken` steps were taken since it did last.
  void look_between(std::uint64_t taken);
  /// How many steps may be taken until someone wants to do something.
  std::uint64_t steps_until_look() const;

  Network* network_;

  Executor* executor_;
  Recordings* recordings_;
  const RunOptions* options_;
  Readout* readout_ = nullptr;
  SpikeHash spike_hash_;
  Activity activity_;
  std::chrono::steady_clock::time_point told_;
  bool is_stopped_ = false;
  bool is_learning_on_ = true;
  std::uint64_t allowed_ = std::numeric_limits<std::uint64_t>::max();  // steps until the program looks again
  std::size_t made_ = 0;                                               // of the changes that are given
  std::vector<RunChange> changes_;                                     // all that were made
};

}  // namespace bouton
