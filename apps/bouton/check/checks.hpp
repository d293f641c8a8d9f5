/// What every plugin should hold to, one check each.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <bouton/bouton.hpp>

namespace bouton_program {

enum class Verdict { passed, failed, skipped };

struct CheckResult {
  Verdict verdict = Verdict::passed;
  std::string message;  ///< what was found, or why it was skipped
};

/// One check of one type. `run` may crash or hang: it is called in a process of its own.
struct Check {
  const char* name;
  const char* says;    ///< what holds if it passes
  const char* advice;  ///< what to do if it fails
  CheckResult (*run)(const bouton::Registry&, const bouton::TypeDeclaration&);
};

const std::vector<Check>& checks();

/// What a step costs, in words: ns per unit and step, or per synaptic event. Nothing for what takes no steps.
std::optional<double> measure_cost(const bouton::Registry& registry, const bouton::TypeDeclaration& type);

/// The symbols that a library exports beside its manifest. Throws bouton::Error if the file cannot be read.
std::vector<std::string> needless_exports(const std::filesystem::path& library);

}  // namespace bouton_program
