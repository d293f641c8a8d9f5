/// Calls of a plugin in processes of their own.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include <bouton/child.hpp>

#include "check/checks.hpp"
#include "check/drive.hpp"
#include "check/report.hpp"

namespace bouton_program {

/// Calls f in a process of its own, unless a debugger is to see it.
bouton::ChildOutcome try_out(const CheckOptions& options, const std::function<std::string()>& f);

/// What a child answers.
std::string to_answer(const nlohmann::ordered_json& json);

struct TypeInLibrary {
  const std::filesystem::path& library;
  const std::string& name;
  std::string params;
  Driven driven = {};
};

/// What came of a call.
struct Tried {
  std::optional<CheckResult> result;
  std::string end;  // if there is none
};

/// Calls f with the type in a process of its own. What the plugin throws is a result.
Tried try_type(const TypeInLibrary& type, const CheckOptions& options,
               const std::function<CheckResult(const Trial&)>& f);

/// Tries one type of a library: adds its lines to the report, and what it costs.
void check_type(TypeInLibrary type, const CheckOptions& options, Report& report, const std::function<void(Line)>& add);

}  // namespace bouton_program
