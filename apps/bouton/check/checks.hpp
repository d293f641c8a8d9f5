/// What every plugin should hold to, one check each.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <bouton/bouton.hpp>

#include "check/stage.hpp"

namespace bouton_program {

enum class Verdict { passed, failed, skipped };

struct CheckResult {
  Verdict verdict = Verdict::passed;
  std::string message = "";  ///< what was found, or why it was skipped
};

/// A type to try.
struct Trial {
  bouton::Registry& registry;
  const bouton::TypeDeclaration& type;
  std::string params;        ///< a JSON object, in place of those that would be made up
  Drive drive = {};          ///< with which a neuron spikes
  std::uint64_t steps = 60;  ///< in which it does
};

/// One check of one type. `run` may crash or hang: it is called in a process of its own.
struct Check {
  const char* name;
  const char* says;    ///< what holds if it passes
  const char* advice;  ///< what to do if it fails
  CheckResult (*run)(const Trial&);
  /// If not null, called in two processes before `run`: each fills new memory with another byte, and what they return
  /// must be the same, line by line.
  std::string (*trace)(const Trial&) = nullptr;
};

const std::vector<Check>& checks();

CheckResult check_declaration(const Trial& trial);
CheckResult check_state_names(const Trial& trial);

CheckResult check_independence(const Trial& trial);
CheckResult check_reset(const Trial& trial);
CheckResult check_seed(const Trial& trial);
std::string trace_runs(const Trial& trial);
CheckResult check_slices(const Trial& trial);
CheckResult check_neighbours(const Trial& trial);
CheckResult check_threads(const Trial& trial);
CheckResult check_sizes(const Trial& trial);
CheckResult check_restore(const Trial& trial);
CheckResult check_prepare(const Trial& trial);
CheckResult check_output(const Trial& trial);

CheckResult check_port(const Trial& trial);
CheckResult check_paths(const Trial& trial);
CheckResult check_single_precision(const Trial& trial);
CheckResult check_fixed_weights(const Trial& trial);
CheckResult check_learning_off(const Trial& trial);

CheckResult check_bounds(const Trial& trial);
CheckResult check_random_parameters(const Trial& trial);
CheckResult check_odd_parameters(const Trial& trial);

CheckResult check_memory(const Trial& trial);
CheckResult check_leaks(const Trial& trial);

CheckResult check_surroundings(const Trial& trial);

/// What a step costs: ns per unit and step, or per synaptic event. Nothing for what takes no steps.
std::optional<double> measure_cost(const Trial& trial);

/// The symbols that a library exports beside its manifest. Throws bouton::Error if the file cannot be read.
std::vector<std::string> needless_exports(const std::filesystem::path& library);

}  // namespace bouton_program
