/// A run as the program makes it: it ends at Ctrl-C, and leaves run.json.
#pragma once

#include <filesystem>
#include <vector>

#include <bouton/bouton.hpp>

#include "progress_line.hpp"
#include "run_record.hpp"

namespace bouton_program {

/// Runs until the end or an interrupt, and writes run.json. `file` says what to run, for messages and since it must
/// not be written over; `changes` may grow while the network runs. Throws bouton::InvalidNetwork if there is nothing to
/// run, and CLI::ValidationError if the folder cannot be used.
bouton::RunResult run_and_record(bouton::Network& network, bouton::RunOptions options,
                                 const std::filesystem::path& file, double build_seconds, ProgressLine& line,
                                 const std::vector<RecordedChange>& changes = {});

/// Whether Ctrl-C, or a signal to end, came since the run began.
bool was_interrupted();

}  // namespace bouton_program
