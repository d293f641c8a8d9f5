#include "check/try_type.hpp"

#include <unistd.h>

#include <nlohmann/json.hpp>

#include "check/loading.hpp"

namespace bouton_program {

using Json = nlohmann::ordered_json;

bouton::ChildOutcome try_out(const CheckOptions& options, const std::function<std::string()>& f) {
  if (options.in_process) return {f(), ""};
  const auto quiet = [&] {
    // What a plugin prints is no part of the report.
    dup2(STDERR_FILENO, STDOUT_FILENO);
    return f();
  };
  return bouton::in_child(quiet, options.patience);
}

std::string to_answer(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

Tried try_type(const TypeInLibrary& type, const CheckOptions& options,
               const std::function<CheckResult(const Trial&)>& f) {
  const auto outcome = try_out(options, [&] {
    CheckResult result;
    try {
      auto registry = registry_with(type.library);
      result = f({registry, registry.find(type.name)->declaration, type.params, type.driven.drive, type.driven.steps});
    } catch (const std::exception& error) {
      result = {Verdict::failed, error.what()};
    } catch (...) {
      result = {Verdict::failed, "it threw something that is no std::exception"};
    }
    return to_answer({{"verdict", static_cast<int>(result.verdict)}, {"message", result.message}});
  });
  if (!outcome.answer) return {std::nullopt, outcome.end};
  const auto answer = Json::parse(*outcome.answer);
  return {CheckResult{static_cast<Verdict>(answer["verdict"].get<int>()), answer["message"]}, ""};
}

}  // namespace bouton_program
