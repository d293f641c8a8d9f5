/// A run as the program makes it: it ends at Ctrl-C, and leaves run.json.
#pragma once

#include <filesystem>
#include <string>

#include <bouton/bouton.hpp>

#include "progress_line.hpp"
#include "run_record.hpp"

namespace bouton_program {

/// What run.json says of a run before it begins.
RunRecord begin_record(const bouton::Network& network, const bouton::RunOptions& options);

/// What a run left.
struct RecordedRun {
  bouton::RunResult result;
  std::string record;  ///< see write_run_record
};

/// Runs until the end or an interrupt, completes the record, and writes it to run.json. `file` says what to run and is
/// not written over. Throws WrongCommandLine if the folder cannot be used.
RecordedRun run_and_record(bouton::Network& network, bouton::RunOptions options, RunRecord& record,
                           const std::filesystem::path& file, double build_seconds, ProgressLine& line);

/// Whether a network, described as JSON, has a phase.
bool has_phases(const std::string& described);
/// Whether it has a readout.
bool has_readout(const std::string& described);
/// Whether one of its phases is of trials.
bool has_trials(const std::string& described);

/// Whether Ctrl-C, or a signal to end, came since the run began.
bool was_interrupted();

}  // namespace bouton_program
