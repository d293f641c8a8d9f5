#include "recorded_run.hpp"

#include <unistd.h>

#include <algorithm>
#include <csignal>

#include <nlohmann/json.hpp>

#include "output_folder.hpp"
#include "print.hpp"
#include "run_warnings.hpp"

namespace bouton_program {

namespace {

volatile std::sig_atomic_t interrupt_requested = 0;

/// The first Ctrl-C ends the run after the present step; a second one ends the program at once. A terminal that is
/// closed ends the run too, unless `nohup` asked for the opposite.
void catch_interrupts() {
  struct sigaction action {};
  action.sa_handler = [](int signal) { interrupt_requested = signal; };
  action.sa_flags = SA_RESETHAND;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  struct sigaction hangup {};
  if (sigaction(SIGHUP, nullptr, &hangup) == 0 && hangup.sa_handler != SIG_IGN) sigaction(SIGHUP, &action, nullptr);
}

/// A terminal shows a Ctrl-C as ^C, wherever its cursor is.
void end_line_of_interrupt() {
  if (interrupt_requested != SIGINT) return;
  if (isatty(STDERR_FILENO))
    say_raw("\n");
  else if (isatty(STDOUT_FILENO))
    show_text("\n");
}

/// The files in place of folders; without what is neither.
std::vector<FileState> states_of(const std::vector<std::filesystem::path>& paths) {
  std::vector<FileState> states;
  for (const auto& path : paths) {
    std::error_code error;
    std::vector<std::filesystem::path> files{path};
    if (std::filesystem::is_directory(path, error)) {
      files.clear();
      for (std::filesystem::directory_iterator at(path, error), end; !error && at != end; at.increment(error))
        files.push_back(at->path());
      std::ranges::sort(files);
    }
    for (const auto& file : files)
      if (std::filesystem::is_regular_file(file, error)) states.push_back(state_of(file));
  }
  return states;
}

using Json = nlohmann::ordered_json;

/// Whether a list of phases, or one of the lists in it, has one for which `is_wanted` holds.
template <class Predicate>
bool any_phase(const Json& run, const Predicate& is_wanted) {
  return std::ranges::any_of(run, [&](const Json& phase) {
    return phase.contains("run") ? any_phase(phase["run"], is_wanted) : is_wanted(phase);
  });
}

Json phases_of(const std::string& described) { return Json::parse(described).value("run", Json::array()); }

/// Where and why a run failed: a plugin's step, if it was one that threw.
RunFailure failure_of(const std::exception& error, const bouton::RunResult& done) {
  const auto* thrown = dynamic_cast<const bouton::RunFailed*>(&error);
  const auto* not_finite = dynamic_cast<const bouton::NotFinite*>(&error);
  return {thrown ? thrown->step : not_finite ? not_finite->found.last_step : done.steps, error.what()};
}

}  // namespace

bool has_phases(const std::string& described) {
  return any_phase(phases_of(described), [](const Json&) { return true; });
}

bool has_trials(const std::string& described) {
  return any_phase(phases_of(described), [](const Json& phase) { return phase.contains("trials"); });
}

bool has_readout(const std::string& described) { return Json::parse(described).contains("readout"); }

bool was_interrupted() { return interrupt_requested != 0; }

RunRecord begin_record(const bouton::Network& network, const bouton::RunOptions& options) {
  RunRecord record;
  record.program = BOUTON_VERSION;
  record.network = network.described();
  record.dt = network.dt();
  record.libraries = used_libraries(network);
  auto files = network.files();
  record.network_file = state_of(files.front());
  files.erase(files.begin());
  std::erase_if(files, [&](const auto& file) {
    std::error_code error;
    return std::ranges::any_of(record.libraries,
                               [&](const auto& l) { return std::filesystem::equivalent(l.used.path, file, error); });
  });
  record.inputs = states_of(files);
  record.learn = options.learn;
  record.steps = options.steps;
  return record;
}

RecordedRun run_and_record(bouton::Network& network, bouton::RunOptions options, RunRecord& record,
                           const std::filesystem::path& file, double build_seconds, ProgressLine& line) {
  const OutputFolder folder(options.out, file);
  catch_interrupts();
  options.on_progress = [&](const bouton::Progress& progress) {
    line.show(progress);
    return !was_interrupted();
  };
  // What the run has written and read is not of an earlier run, even if one wrote it.
  std::vector<std::filesystem::path> kept{file};
  for (const auto& input : *record.inputs) kept.push_back(input.file);
  for (const auto& library : record.libraries) kept.push_back(library.used.path);
  const auto write_record = [&](const bouton::RunResult& result) {
    record.stopped = result.stopped;
    record.steps_done = result.steps;
    record.spike_hash = hash_text(result.spike_hash);
    kept.insert(kept.end(), result.files.begin(), result.files.end());
    folder.remove_older_outputs(kept);
    return write_run_record(folder.record(), record, result, build_seconds);
  };
  std::optional<bouton::RunResult> begun;
  options.on_failure = [&](const bouton::RunResult& result) { begun = result; };
  try {
    auto result = bouton::run(network, options);
    line.end();
    end_line_of_interrupt();
    for (const auto& warning : prediction_warnings(result)) say("warning: {}", warning);
    auto written = write_record(result);
    result.files.push_back(folder.record());
    return {std::move(result), std::move(written)};
  } catch (const std::exception& error) {
    line.end();
    // Where no file could be completed, those of an earlier run stay, and the run.json that tells of them.
    std::error_code ignored;
    if (begun && (!begun->files.empty() || !std::filesystem::exists(folder.record(), ignored))) {
      record.failure = failure_of(error, *begun);
      try {
        write_record(*begun);
      } catch (const bouton::Error& second) {
        say("warning: {}", second.what());
      }
    }
    throw;
  }
}

}  // namespace bouton_program
