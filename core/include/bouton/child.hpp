/// Runs a function in a process of its own, so that a crash or a hang is a result and not the end.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include <bouton/export.hpp>

namespace bouton {

/// How a child ended: with what it returned, or why it did not.
struct ChildOutcome {
  std::optional<std::string> answer;
  std::string end;            ///< "crashed (Segmentation fault)", …, if there is no answer
  bool ran_too_long = false;  ///< it was killed because it had not ended in time
};

/// Calls f in a child process and returns its text. The child is killed when it takes longer than `patience`, or when
/// this process ends; what it started is killed with it, and once it has answered. One whose f throws crashes. Throws
/// Error if the system gives no process. The child has no threads but the caller's.
BOUTON_API ChildOutcome in_child(const std::function<std::string()>& f, std::chrono::milliseconds patience);

}  // namespace bouton
