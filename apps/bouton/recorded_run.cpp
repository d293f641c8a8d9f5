#include "recorded_run.hpp"

#include <algorithm>
#include <csignal>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "output_folder.hpp"

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

using Json = nlohmann::json;

/// Whether a list of phases, or one of the lists in it, has one for which `is_wanted` holds.
template <class Predicate>
bool any_phase(const Json& run, const Predicate& is_wanted) {
  return std::ranges::any_of(run, [&](const auto& phase) {
    return phase.contains("run") ? any_phase(phase["run"], is_wanted) : is_wanted(phase);
  });
}

void check_phases(const std::string& described, const std::filesystem::path& file) {
  const auto network = Json::parse(described);
  const auto run = network.value("run", Json::array());
  if (!any_phase(run, [](const auto&) { return true; }))
    throw bouton::InvalidNetwork(
        {{file, 0, 0, network.contains("run") ? "/run" : "",
          "there is nothing to run; give 'run', for example [{\"steps\": 1000}], or --steps", false}});
  if (network.contains("readout") && !any_phase(run, [](const auto& phase) { return phase.contains("trials"); }))
    fmt::print(stderr, "{}\n",
               to_string(bouton::Finding{file, 0, 0, "/readout",
                                         "no phase has 'trials', so there is nothing to predict", true}));
}

}  // namespace

bool was_interrupted() { return interrupt_requested != 0; }

bouton::RunResult run_and_record(bouton::Network& network, bouton::RunOptions options,
                                 const std::filesystem::path& file, double build_seconds, ProgressLine& line,
                                 const std::vector<RecordedChange>& changes) {
  RunRecord record;
  record.program = BOUTON_VERSION;
  record.network = network.described();
  record.libraries = used_libraries(network);
  record.learn = options.learn;
  record.steps = options.steps;
  if (!options.steps) check_phases(record.network, file);
  const OutputFolder folder(options.out, file);
  catch_interrupts();
  options.on_progress = [&](const bouton::Progress& progress) {
    line.show(progress);
    return !was_interrupted();
  };
  auto result = bouton::run(network, options);
  line.end();
  record.stopped = result.stopped;
  record.steps_done = result.steps;
  record.spike_hash = hash_text(result.spike_hash);
  record.changes = changes;
  const auto record_file = options.out / "run.json";
  write_run_record(record_file, record, result, build_seconds);
  result.files.push_back(record_file);
  return result;
}

}  // namespace bouton_program
