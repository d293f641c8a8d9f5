#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "commands.hpp"
#include "live/live_run.hpp"
#include "print.hpp"
#include "profile_table.hpp"
#include "progress_line.hpp"
#include "recorded_run.hpp"
#include "summary.hpp"
#include "table.hpp"

namespace bouton_program {

namespace {

std::vector<std::pair<std::string, std::string>> split_replacements(const std::vector<std::string>& given) {
  std::vector<std::pair<std::string, std::string>> result;
  for (const auto& text : given) {
    const auto equals = text.find('=');
    if (equals == std::string::npos || !text.starts_with('/'))
      throw WrongCommandLine("--set", fmt::format("'{}' is not POINTER=VALUE, for example "
                                                  "/layers/0/params/tau=5",
                                                  text));
    result.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  return result;
}

std::uint64_t steps_of(const std::string& text, double dt) {
  try {
    return bouton::count_steps(text, dt);
  } catch (const bouton::Error& wrong) {
    throw WrongCommandLine("--steps", wrong.what());
  }
}

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

bouton::Network load(bouton::Reloader& reloader, const std::filesystem::path& file) {
  try {
    return reloader.load();
  } catch (const bouton::InvalidNetwork&) {
    if (!is_run_record(file)) throw;
    throw bouton::InvalidNetwork({no_network_file(file)});
  }
}

/// There must be something to run; and a readout without trials is probably forgotten.
void check_phases(const std::string& described, const std::filesystem::path& file) {
  if (!has_phases(described))
    throw bouton::InvalidNetwork(
        {{file, 0, 0, "", "there is nothing to run; give 'run', for example [{\"steps\": 1000}], or --steps", false}});
  if (has_readout(described) && !has_trials(described))
    say_line(to_string(
        bouton::Finding{file, 0, 0, "/readout", "no phase has 'trials', so there is nothing to predict", true}));
}

/// What there is to say once a run has decided on a network whose file has changed.
std::string sentence_of(const bouton::Reloader& reloader, const bouton::Replacement& replacement) {
  if (!replacement.why_not.empty())
    return fmt::format("{}, but the run goes on as before: {}", reloader.changed_text(), replacement.why_not);
  auto text = fmt::format("{}: going on with it from step {}", reloader.changed_text(), replacement.step);
  if (!replacement.ignored.empty())
    text += fmt::format("; not all of its changed 'run' has an effect: {}", replacement.ignored);
  return text;
}

void note_cores(const RunCommand& options) {
  cpu_set_t set;
  if (options.quiet || sched_getaffinity(0, sizeof set, &set) != 0) return;
  const auto cores = static_cast<std::size_t>(CPU_COUNT(&set));
  if (options.threads > cores)
    say("note: {} threads share the {} core{} that the program may use", options.threads, cores, cores == 1 ? "" : "s");
}

}  // namespace

int run_network(const RunCommand& options, const CommonOptions& common) {
  if (options.report) require_pages();  // not after hours of running
  bouton::NetworkOptions network_options;
  network_options.seed = options.seed;
  network_options.replacements = split_replacements(options.replacements);
  network_options.live_inputs = false;
  network_options.threads = options.threads;
  network_options.profile = options.profile;
  ProgressLine building(!options.quiet);
  building.watch(network_options);
  if (options.trap_nan) network_options.finite_checks = bouton::FiniteChecks::every_step;
  const auto files = options.watch ? bouton::LibraryFiles::copied : bouton::LibraryFiles::in_place;
  bouton::Reloader reloader(
      options.file, [&] { return make_registry(common, files); }, network_options);
  const auto begin = std::chrono::steady_clock::now();
  auto network = load(reloader, options.file);
  const double build_seconds = seconds_since(begin);
  building.end();
  for (const auto& warning : network.warnings()) say_line(to_string(warning));
  note_cores(options);

  ProgressLine line(!options.quiet, network.dt());
  bouton::RunOptions run_options;
  run_options.out = options.out;
  if (!options.steps.empty()) run_options.steps = steps_of(options.steps, network.dt());
  run_options.learn = !options.no_learn;
  const auto tell = [&](const std::string& message) {
    line.end();
    say_line(message);
  };
  auto record = begin_record(network, run_options);
  if (!run_options.steps) check_phases(record.network, options.file);
  if (options.watch) {
    run_options.replace = [&](bouton::Network& running) {
      auto next = reloader.reload(running);
      if (!next)
        for (const auto& message : reloader.messages()) tell(message);
      return next;
    };
    run_options.on_replacement = [&](const bouton::Replacement& replacement) {
      tell(sentence_of(reloader, replacement));
      if (!replacement.why_not.empty()) return;
      for (const auto& message : reloader.messages()) tell(message);
      for (const auto& file : reloader.changed()) record.changes.push_back({replacement.step, file});
    };
  }
  std::optional<LiveRun> live;
  if (options.serve) {
    live.emplace(LiveOptions{options.serve_address, *options.serve, options.paused}, was_interrupted);
    tell("The run is shown at " + live->url());
    run_options.between_steps = [&](bouton::RunMoment& moment) { return live->between_steps(moment); };
  }
  const auto [result, written] = run_and_record(network, run_options, record, options.file, build_seconds, line);
  if (live) live->end(result);
  if (options.json)
    show("{}\n", written);
  else if (!options.quiet)
    show("{}", summary_of(network, result, options.out, build_seconds, width_of_output(STDOUT_FILENO)));
  if (options.profile) print_profile(network, result, build_seconds);
  if (options.report) {
    const auto page = write_report({options.out, "", options.quiet}, common);
    if (!options.quiet && !options.json)
      show("Report: {}\n", std::filesystem::absolute(page).lexically_normal().string());
  }
  return result.stopped ? interrupted : done;
}

}  // namespace bouton_program
