/// Runs the phases of a network file: steps, resets, and trials over data sets, with recordings and a readout.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <bouton/network.hpp>
#include <bouton/recording_file.hpp>
#include <bouton/run_summary.hpp>

namespace bouton {

/// What a layer or input has published so far in a run.
struct LayerProgress {
  std::string name;
  std::uint64_t units = 0;
  std::uint64_t spikes = 0;
  bool is_spiking = false;  ///< it has published spikes and nothing else, or is bound to
};

/// Where a run stands.
struct Progress {
  std::size_t phase = 0;  ///< its number in the run, from 0, repeats counted
  std::size_t phases = 0;
  std::string phase_name;
  bool is_trials = false;      ///< counts trials, otherwise steps
  std::uint64_t done = 0;      ///< of this phase
  std::uint64_t total = 0;     ///< of this phase
  std::uint64_t run_done = 0;  ///< steps of the whole run
  std::uint64_t run_total = 0;
  bool is_scored = false;     ///< see PhaseResult::is_scored
  std::uint64_t correct = 0;  ///< trials of this phase that the readout got right, if it is scored
  bool learn = false;
  std::vector<LayerProgress> layers = {};  ///< all layers and inputs, in the order of the file
};

/// What a run made of a network that was to replace the running one.
struct Replacement {
  std::uint64_t step = 0;  ///< the first that it takes
  std::string why_not;     ///< why the run goes on as before; empty: it goes on with the new network
  std::string ignored;     ///< what of the new `run` has no effect in this run; empty: nothing
};

/// A change that a program makes to a network while it runs.
struct RunChange {
  std::uint64_t step = 0;          ///< the first that it holds for; steps count from the beginning of the run
  std::string set = {};            ///< JSON, as `set` of a phase: `{"l1": {"tau": "5 ms"}}`; "": nothing is set
  std::optional<bool> learn = {};  ///< false: from then on nothing learns; true: phases learn again as they say
};

class Stepper;

/// A run between two steps, as RunOptions::between_steps gets it. Valid during that call.
class BOUTON_API RunMoment {
 public:
  /// The network, to read its state: whoever steps, resets or changes it in any other way than by `set` has another run
  /// than the one that can be repeated.
  Network& network() const;
  const Progress& progress() const;
  /// The steps that were taken since the last call: from `first` to before `end`. None at the first call.
  std::uint64_t first() const;
  std::uint64_t end() const;
  /// What the layer with this index in Progress::layers published in one of these steps. Valid until the call returns.
  Signal output(std::size_t layer, std::uint64_t step) const;
  /// The synapses whose types do not declare fixed weights.
  std::vector<std::string> learning_synapses() const;
  /// Costs time in proportion to the weights. Throws UnknownName.
  WeightSummary weights(std::string_view synapse) const;

  /// Changes parameters from the next step on; see RunChange::set. Throws InvalidNetwork with all that is wrong, or
  /// RunFailed if an element refuses its values: that one, and those that are named after it, keep the old ones.
  void set(std::string_view changes);
  /// Whether phases learn as they say, or nothing does.
  void switch_learning(bool on);
  bool is_learning_on() const;

 private:
  friend class Stepper;
  RunMoment(Stepper& stepper, std::uint64_t taken) : stepper_(&stepper), taken_(taken) {}

  Stepper* stepper_;
  std::uint64_t taken_;
};

struct RunResult;

struct RunOptions {
  /// Folder for recordings and predictions; made if missing.
  std::filesystem::path out = ".";
  /// In place of the phases in the file: one phase of so many steps.
  std::optional<std::uint64_t> steps;
  /// Stop once so many steps of the run are done.
  std::optional<std::uint64_t> stop_after;
  /// False: no phase learns.
  bool learn = true;
  /// Called between steps, a few hundred times a second at most, and at the end of each phase. False stops the run
  /// there, also within a trial, which is then not scored.
  std::function<bool(const Progress&)> on_progress;
  /// Called once before `run` throws, if it had begun: with what it did until then, and the files that are complete.
  std::function<void(const RunResult&)> on_failure;
  /// Called between steps, in a phase of trials between trials: a network to go on with in place of `running`, whose
  /// state it has; see Reloader. It must have as many phases, and what is recorded and read out must be there in the
  /// same size: otherwise the run goes on as before. `on_replacement` is told of each.
  std::function<std::optional<Network>(Network& running)> replace;
  std::function<void(const Replacement&)> on_replacement;
  /// Called before the first step and whenever steps were taken, in trials too. Returns how many steps may be taken at
  /// most before it is called again; 0 stops the run there. It may take its time: the run waits. Without it nothing is
  /// lost; with it, steps are still taken several at a time where delays allow.
  std::function<std::uint64_t(RunMoment&)> between_steps;
  /// Changes to make, in the order of their steps: what RunResult::changes of another run says, to repeat that run.
  std::vector<RunChange> changes = {};
};

/// What the readout said in trials.
struct TrialCounts {
  std::uint64_t trials = 0;       ///< that were run to their end
  std::uint64_t correct = 0;      ///< the predicted class was the true one
  std::uint64_t ties = 0;         ///< several units had the most spikes
  std::uint64_t silent = 0;       ///< no unit spiked
  std::uint64_t unpredicted = 0;  ///< of the silent ones, those in which nothing else decided: they count as wrong
};

/// One of the times that a phase ran.
struct RepetitionResult : TrialCounts {
  std::size_t phase_number = 0;  ///< in the run, from 0, repeats counted
};

/// What a phase of the file did, all its repetitions taken together.
struct PhaseResult : TrialCounts {
  std::string name;
  bool learn = false;
  bool has_trials = false;
  /// Whether its trials are scored: the file has a readout, and the network does not see the class that is to be
  /// predicted. If they are not, only `trials` counts.
  bool is_scored = false;
  std::string shown_by;           ///< the input that lets the network see the class; empty: there is none
  std::size_t classes = 0;        ///< of the field that is predicted, if there is a readout
  std::uint64_t repetitions = 0;  ///< how often it was begun
  std::uint64_t steps = 0;
  double seconds = 0;
  /// If it is scored: the latest of its repetitions, at most so many. All of them are in predictions.csv.
  std::vector<RepetitionResult> latest;
  static constexpr std::size_t most_latest = 100;
};

struct RunResult {
  std::vector<PhaseResult> phases;  ///< those of the file that were begun, in the order in which they first were
  std::vector<std::filesystem::path> files;  ///< what was written
  std::vector<RecordingFile> recorded;       ///< which of these are recordings
  bool stopped = false;                      ///< `on_progress`, `between_steps` or `stop_after` ended it early
  std::uint64_t steps = 0;                   ///< of all phases
  /// Which units spiked in which steps, as one number: the same file and seed give the same, in any number of slices.
  std::uint64_t spike_hash = 0;
  /// What the units and weights did. To gather it costs less than 1 % of the time of the steps.
  RunSummary summary;
  std::vector<RunChange> changes;  ///< that were made, in their order, one for each element
};

/// Runs the file's phases; `network` is at the end the one that replaced it. What is written is named
/// `x.csv.partial` until the run ends, and then takes the place of an older `x.csv`: a process that is killed leaves
/// that as it was. Recordings are complete up to the last step also if a plugin throws (RunFailed) or the run is
/// stopped. Throws Error if a file cannot be written or an input has no source.
BOUTON_API RunResult run(Network& network, const RunOptions& options);

}  // namespace bouton
