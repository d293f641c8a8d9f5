/// A run as the program makes it: it ends at Ctrl-C, and leaves run.json.
#pragma once

#include <bouton/bouton.hpp>

#include "progress_line.hpp"
#include "run_record.hpp"

namespace bouton_program {

/// Runs until the end or an interrupt, and writes run.json.
bouton::RunResult run_and_record(bouton::Network& network, bouton::RunOptions options, double build_seconds,
                                 ProgressLine& line);

/// Whether Ctrl-C, or a signal to end, came since the run began.
bool was_interrupted();

}  // namespace bouton_program
