/// Runs a phase of trials: shows one sample of a data set after the other, and scores what the readout says.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "network/executor.hpp"
#include "run/readout.hpp"
#include "run/scores.hpp"
#include "run/stepper.hpp"

namespace bouton {

/// How the trials of a phase are scored.
struct Scoring {
  std::size_t target = 0;   ///< field of the data set
  std::size_t classes = 0;  ///< how many values it has
  std::string shown_by;     ///< see input_that_shows; if there is one, the predictions are written and not scored
  bool is_scored() const { return shown_by.empty(); }
};

/// What trials are run with. A run that goes on with another network in `replace` points `executor` to it.
struct TrialsSetup {
  Executor* executor = nullptr;
  Stepper* stepper = nullptr;
  Readout* readout = nullptr;  ///< null: nothing is predicted
  Scores* scores = nullptr;
  std::function<bool()> replace;  ///< called before each trial; true: the network is another one now
};

/// How the trials of a phase would be scored. The network must have a readout.
Scoring scoring_of(const Executor& executor, const TrialsDescription& trials, bool learn);

/// Shows each sample in turn, and adds what was predicted to the counts. A trial in which the run is stopped is not
/// counted. `scoring` is empty if there is no readout; it follows a network that takes the place of the running one.
void run_trials(TrialsSetup& setup, const PhaseDescription& phase, bool learn, std::optional<Scoring>& scoring,
                TrialCounts& counts);

}  // namespace bouton
