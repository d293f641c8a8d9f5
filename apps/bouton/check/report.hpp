/// What a library's checks found.
#pragma once

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "check/checks.hpp"

namespace bouton_program {

/// How to check a library.
struct CheckOptions {
  std::chrono::seconds patience{60};  ///< for each check
  bool in_process = false;            ///< no other processes, for a debugger
  std::string params = "{}";          ///< a JSON object, in place of those that would be made up
};

/// One line of the report.
struct Line {
  std::string type;  ///< "" for the library itself
  std::string check;
  Verdict verdict = Verdict::passed;
  std::string message, advice;
};

struct Report {
  std::filesystem::path library;
  std::vector<Line> lines = {};
  std::vector<std::pair<std::string, std::string>> costs = {};    ///< type, words
  std::vector<std::pair<std::string, std::string>> untried = {};  ///< type, reason

  std::size_t count(Verdict verdict) const {
    return static_cast<std::size_t>(
        std::count_if(lines.begin(), lines.end(), [&](const Line& line) { return line.verdict == verdict; }));
  }
};

/// Checks a library; `tell` gets each line as soon as it is known. Throws WrongCommandLine for a parameter that no
/// type has.
Report check_library(const std::filesystem::path& library, const CheckOptions& options,
                     const std::function<void(const Line&)>& tell);

}  // namespace bouton_program
