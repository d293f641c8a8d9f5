#include "recorded_run.hpp"

#include <csignal>

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

}  // namespace

bool was_interrupted() { return interrupt_requested != 0; }

bouton::RunResult run_and_record(bouton::Network& network, bouton::RunOptions options, double build_seconds,
                                 ProgressLine& line) {
  RunRecord record;
  record.program = BOUTON_VERSION;
  record.network = network.described();
  record.libraries = used_libraries(network);
  record.learn = options.learn;
  record.steps = options.steps;
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
  const auto file = options.out / "run.json";
  write_run_record(file, record, result, build_seconds);
  result.files.push_back(file);
  return result;
}

}  // namespace bouton_program
