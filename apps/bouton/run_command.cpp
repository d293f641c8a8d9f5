#include <algorithm>
#include <charconv>
#include <chrono>
#include <csignal>
#include <limits>
#include <memory>

#include <fmt/format.h>

#include "commands.hpp"
#include "profile_table.hpp"
#include "progress_line.hpp"
#include "run_record.hpp"

namespace bouton_program {

namespace {

volatile std::sig_atomic_t interrupt_requested = 0;

/// The first Ctrl-C ends the run after the present step; a second one ends the program at once.
void catch_interrupts() {
  struct sigaction action {};
  action.sa_handler = [](int) { interrupt_requested = 1; };
  action.sa_flags = SA_RESETHAND;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

struct Options {
  std::filesystem::path file;
  std::filesystem::path out = "out";
  std::optional<std::uint64_t> steps;
  std::optional<std::uint64_t> seed;
  std::size_t threads = 0;
  std::vector<std::string> replacements;
  bool no_learn = false;
  bool quiet = false;
  bool watch = false;
  bool profile = false;
};

std::vector<std::pair<std::string, std::string>> split_replacements(const std::vector<std::string>& given) {
  std::vector<std::pair<std::string, std::string>> result;
  for (const auto& text : given) {
    const auto equals = text.find('=');
    if (equals == std::string::npos || !text.starts_with('/'))
      throw CLI::ValidationError("--set", fmt::format("'{}' is not POINTER=VALUE, for example "
                                                      "/layers/0/params/tau=5",
                                                      text));
    result.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  }
  return result;
}

std::string percent(std::uint64_t part, std::uint64_t whole) {
  return fmt::format("{:.2f} %", 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

/// What was done, phases that only differ in their settings taken together.
void print_summary(const bouton::Network& network, const bouton::RunResult& result, const Options& options) {
  bouton::PhaseResult trained, tested;
  double seconds = 0;
  std::uint64_t steps = 0;
  for (const auto& phase : result.phases) {
    auto& sum = phase.learn ? trained : tested;
    sum.learn = phase.learn;
    seconds += phase.seconds;
    steps += phase.steps;
    if (phase.trials == 0) continue;
    sum.trials += phase.trials;
    sum.correct += phase.correct;
    sum.seconds += phase.seconds;
  }
  fmt::print("{} '{}': {} steps in {:.1f} s, spike hash {}\n", result.stopped ? "Stopped" : "Ran", network.name(),
             steps, seconds, hash_text(result.spike_hash));
  const bool scored = std::any_of(result.files.begin(), result.files.end(),
                                  [](const auto& file) { return file.filename() == "predictions.csv"; });
  const auto print_trials = [&](const char* what, const bouton::PhaseResult& sum) {
    if (sum.trials == 0) return;
    fmt::print("  {} {} samples in {:.1f} s ({:.0f} a second)", what, sum.trials, sum.seconds,
               static_cast<double>(sum.trials) / sum.seconds);
    if (scored) fmt::print(": {} right{}", percent(sum.correct, sum.trials), sum.learn ? " while learning" : "");
    fmt::print("\n");
  };
  print_trials("learned from", trained);
  print_trials("tested on", tested);
  if (scored && tested.trials > 0)
    fmt::print("Test accuracy: {} ({} of {})\n", percent(tested.correct, tested.trials), tested.correct, tested.trials);
  if (!result.files.empty()) {
    fmt::print("Written to {}:", std::filesystem::absolute(options.out).lexically_normal().string());
    for (const auto& file : result.files) fmt::print(" {}", file.filename().string());
    fmt::print("\n");
  }
}

/// CLI11 would wrap a negative or too large number around.
CLI::Validator whole_number() {
  return {[](const std::string& text) -> std::string {
            std::uint64_t value = 0;
            const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
            if (error == std::errc() && end == text.data() + text.size()) return "";
            return fmt::format("'{}' is no whole number from 0 to {}", text, std::numeric_limits<std::uint64_t>::max());
          },
          ""};
}

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// Runs until the end or an interrupt, and writes run.json.
bouton::RunResult run_and_record(bouton::Network& network, bouton::RunOptions options, RunRecord record,
                                 double build_seconds, ProgressLine& line) {
  record.program = BOUTON_VERSION;
  record.network = network.described();
  record.libraries = used_libraries(network);
  record.learn = options.learn;
  record.steps = options.steps;
  catch_interrupts();
  options.on_progress = [&](const bouton::Progress& progress) {
    line.show(progress);
    return interrupt_requested == 0;
  };
  auto result = bouton::run(network, options);
  line.end();
  record.stopped = result.stopped;
  record.steps_done = result.steps;
  record.spike_hash = hash_text(result.spike_hash);
  const auto file = options.out / "run.json";
  write_run_record(file, record, result, build_seconds);
  result.files.push_back(file);
  return result;
}

int run(const Options& options, const CommonOptions& common) {
  bouton::NetworkOptions network_options;
  network_options.seed = options.seed;
  network_options.replacements = split_replacements(options.replacements);
  network_options.live_inputs = false;
  network_options.threads = options.threads;
  network_options.profile = options.profile;
  const auto files = options.watch ? bouton::LibraryFiles::copied : bouton::LibraryFiles::in_place;
  bouton::Reloader reloader(
      options.file, [&] { return make_registry(common, files); }, network_options);
  const auto begin = std::chrono::steady_clock::now();
  auto network = reloader.load();
  const double build_seconds = seconds_since(begin);
  for (const auto& warning : network.warnings()) fmt::print(stderr, "{}\n", to_string(warning));

  ProgressLine line(!options.quiet);
  bouton::RunOptions run_options;
  run_options.out = options.out;
  run_options.steps = options.steps;
  run_options.learn = !options.no_learn;
  const auto tell = [&](const std::string& message) {
    line.end();
    fmt::print(stderr, "{}\n", message);
  };
  if (options.watch) {
    run_options.replace = [&](bouton::Network& running) {
      auto next = reloader.reload(running);
      for (const auto& message : reloader.messages()) tell(message);
      return next;
    };
    run_options.keep = [&](const std::string& why) { tell("going on as before: " + why); };
  }
  const auto result = run_and_record(network, run_options, {}, build_seconds, line);
  if (!options.quiet) print_summary(network, result, options);
  if (options.profile) print_profile(network, result, build_seconds);
  return result.stopped ? interrupted : done;
}

/// Says what is not as it was in the run that is repeated.
void warn_of_changes(const RunRecord& record, const bouton::Network& network) {
  if (record.program != BOUTON_VERSION)
    fmt::print(stderr, "warning: the run was made by bouton {}, this is {}\n", record.program, BOUTON_VERSION);
  const auto now = used_libraries(network);
  for (const auto& library : now) {
    const auto then = std::find_if(record.libraries.begin(), record.libraries.end(), [&](const auto& l) {
      return l.used.path.filename() == library.used.path.filename();
    });
    const auto& path = library.used.path.string();
    if (then == record.libraries.end())
      fmt::print(stderr, "warning: {} was not used by the run\n", path);
    else if (then->used.versions != library.used.versions)
      fmt::print(stderr, "warning: {} has types of other versions than the run used\n", path);
    else if (then->hash != library.hash)
      fmt::print(stderr, "warning: {} is not the file that the run used (hash {}, it was {})\n", path, library.hash,
                 then->hash);
  }
}

bouton::Network build_recorded(const RunRecord& record, const std::filesystem::path& file,
                               const CommonOptions& common) {
  try {
    auto registry = make_registry(common);
    bouton::NetworkOptions options;
    options.threads = 0;
    return bouton::Network::from_text(record.network, file, registry, options);
  } catch (bouton::InvalidNetwork& invalid) {
    // The network is a part of the file: its pointers begin there, and its lines are not the file's.
    for (auto& finding : invalid.findings) {
      finding.pointer = "/network" + finding.pointer;
      finding.line = finding.column = 0;
    }
    throw bouton::InvalidNetwork(invalid.findings);
  }
}

int rerun(const std::filesystem::path& file, const std::filesystem::path& out, bool quiet,
          const CommonOptions& common) {
  const auto record = read_run_record(file);
  const auto begin = std::chrono::steady_clock::now();
  auto network = build_recorded(record, file, common);
  const double build_seconds = seconds_since(begin);
  warn_of_changes(record, network);
  bouton::RunOptions options;
  options.out = out;
  options.learn = record.learn;
  options.steps = record.steps;
  if (record.stopped) options.stop_after = record.steps_done;
  ProgressLine line(!quiet);
  const auto result = run_and_record(network, options, {}, build_seconds, line);
  if (result.steps < record.steps_done) return interrupted;
  const auto hash = hash_text(result.spike_hash);
  if (hash == record.spike_hash && result.steps == record.steps_done) {
    fmt::print("The same spikes in {} steps: hash {}\n", result.steps, hash);
    return done;
  }
  fmt::print("Other spikes: hash {} in {} steps; the run had {} in {}\n", hash, result.steps, record.spike_hash,
             record.steps_done);
  return failed;
}

}  // namespace

void add_run(CLI::App& app, const CommonOptions& common, int& status) {
  auto* command = app.add_subcommand("run", "Run a network file and write its recordings");
  auto options = std::make_shared<Options>();
  command->add_option("NET.json", options->file, "Network file")->required();
  command->add_option("--out", options->out, "Folder for what is written")->type_name("DIR")->capture_default_str();
  command->add_option("--steps", options->steps, "Run so many steps instead of the file's phases")
      ->check(whole_number())
      ->type_name("N");
  command->add_option("--seed", options->seed, "Seed, in place of the file's")->check(whole_number())->type_name("N");
  command
      ->add_option("--threads", options->threads,
                   "At most so many threads, where that is faster than one; the\n"
                   "results are the same. By default as many as there are cores")
      ->check(whole_number())
      ->check(CLI::Range(std::uint64_t{0}, std::uint64_t{bouton::most_threads}))
      ->type_name("N");
  command
      ->add_option("--set", options->replacements,
                   "Change the file before it is read, for example\n"
                   "--set /layers/0/params/tau=5 (may be repeated)")
      ->type_name("POINTER=VALUE")
      ->expected(1)
      ->allow_extra_args(false)
      ->take_all();
  command->add_flag("--no-learn", options->no_learn, "Leave all weights as they are");
  command->add_flag("--watch", options->watch,
                    "Go on with the network file and the plugin libraries as they are now\n"
                    "whenever one of them changes");
  command->add_flag("--profile", options->profile, "Say at the end what each element cost");
  command->add_flag("--quiet", options->quiet, "No progress, no summary");
  command->callback([options, &common, &status] { status = run(*options, common); });
}

void add_rerun(CLI::App& app, const CommonOptions& common, int& status) {
  auto* command = app.add_subcommand("rerun", "Repeat a run from its run.json and say whether its spikes are the same");
  auto file = std::make_shared<std::filesystem::path>(), out = std::make_shared<std::filesystem::path>("rerun");
  auto quiet = std::make_shared<bool>(false);
  command->add_option("run.json", *file, "What a run wrote beside its outputs")->required();
  command->add_option("--out", *out, "Folder for what is written")->type_name("DIR")->capture_default_str();
  command->add_flag("--quiet", *quiet, "No progress");
  command->callback([=, &common, &status] { status = rerun(*file, *out, *quiet, common); });
}

}  // namespace bouton_program
