/// Runs the phases of a network file: steps, resets, and trials over data sets, with recordings and a readout.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <bouton/network.hpp>

namespace bouton {

/// Where a run stands.
struct Progress {
  std::size_t phase = 0;  ///< from 0
  std::size_t phases = 0;
  std::string phase_name;
  bool is_trials = false;      ///< counts trials, otherwise steps
  std::uint64_t done = 0;      ///< of this phase
  std::uint64_t total = 0;     ///< of this phase
  std::uint64_t run_done = 0;  ///< steps of the whole run
  std::uint64_t run_total = 0;
  std::uint64_t correct = 0;  ///< trials of this phase that the readout got right
  bool has_readout = false;
  bool learn = false;
};

/// What a run made of a network that was to replace the running one.
struct Replacement {
  std::uint64_t step = 0;  ///< the first that it takes
  std::string why_not;     ///< why the run goes on as before; empty: it goes on with the new network
  std::string ignored;     ///< what of the new `run` has no effect in this run; empty: nothing
};

struct RunOptions {
  /// Folder for recordings and predictions; made if missing.
  std::filesystem::path out = ".";
  /// In place of the phases in the file: one phase of so many steps.
  std::optional<std::uint64_t> steps;
  /// Stop once so many steps of the run are done; in a phase of trials, after the trial.
  std::optional<std::uint64_t> stop_after;
  /// False: no phase learns.
  bool learn = true;
  /// Called a few hundred times a second at most; false stops the run after the present step.
  std::function<bool(const Progress&)> on_progress;
  /// Called once with the files that are complete, before `run` returns, and before it throws if it has written any.
  std::function<void(const std::vector<std::filesystem::path>&)> on_written;
  /// Called between steps, in a phase of trials between trials: a network to go on with in place of `running`, whose
  /// state it has; see Reloader. It must have as many phases, and what is recorded and read out must be there in the
  /// same size: otherwise the run goes on as before. `on_replacement` is told of each.
  std::function<std::optional<Network>(Network& running)> replace;
  std::function<void(const Replacement&)> on_replacement;
};

/// What a phase did.
struct PhaseResult {
  std::string name;
  bool learn = false;
  std::uint64_t steps = 0;
  std::uint64_t trials = 0;   ///< 0: no trials
  std::uint64_t correct = 0;  ///< of the trials
  double seconds = 0;
};

struct RunResult {
  std::vector<PhaseResult> phases;
  std::vector<std::filesystem::path> files;  ///< what was written
  bool stopped = false;                      ///< `on_progress` or `stop_after` ended it early
  std::uint64_t steps = 0;                   ///< of all phases
  /// Which units spiked in which steps, as one number: the same file and seed give the same, in any number of slices.
  std::uint64_t spike_hash = 0;
};

/// Runs the file's phases; `network` is at the end the one that replaced it. What is written is named
/// `x.csv.partial` until the run ends, and then takes the place of an older `x.csv`: a process that is killed leaves
/// that as it was. Recordings are complete up to the last step also if a plugin throws (RunFailed) or the run is
/// stopped. Throws Error if a file cannot be written or an input has no source.
BOUTON_API RunResult run(Network& network, const RunOptions& options);

}  // namespace bouton
