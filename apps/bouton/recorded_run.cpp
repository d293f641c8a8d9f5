#include "recorded_run.hpp"

#include <algorithm>
#include <csignal>

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

using Json = nlohmann::ordered_json;

/// Whether a list of phases, or one of the lists in it, has one for which `is_wanted` holds.
template <class Predicate>
bool any_phase(const Json& run, const Predicate& is_wanted) {
  return std::ranges::any_of(run, [&](const Json& phase) {
    return phase.contains("run") ? any_phase(phase["run"], is_wanted) : is_wanted(phase);
  });
}

Json phases_of(const std::string& described) { return Json::parse(described).value("run", Json::array()); }

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
  record.libraries = used_libraries(network);
  record.learn = options.learn;
  record.steps = options.steps;
  return record;
}

bouton::RunResult run_and_record(bouton::Network& network, bouton::RunOptions options, RunRecord& record,
                                 const std::filesystem::path& file, double build_seconds, ProgressLine& line) {
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
  const auto record_file = options.out / "run.json";
  write_run_record(record_file, record, result, build_seconds);
  result.files.push_back(record_file);
  return result;
}

}  // namespace bouton_program
