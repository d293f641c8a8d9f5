/// The command line in words that the commands understand. Only its source knows the library that parses it.
#pragma once

#include <functional>

#include "commands.hpp"

namespace bouton_program {

/// What the command line asks for.
struct CommandLine {
  CommonOptions common;
  /// Does it and returns the exit status. Empty if there is nothing to do: help was printed, or an error.
  std::function<int()> command;
  int status = done;          ///< where there is no command
  bool explains_ends = true;  ///< whether a crash is explained; a debugger wants the crash itself
};

/// Reads the command line. Prints what --help and --version ask for, and one line on stderr for what is wrong.
void parse_command_line(int argc, char** argv, CommandLine& line);

}  // namespace bouton_program
