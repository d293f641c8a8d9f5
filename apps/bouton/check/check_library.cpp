#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "check/guarded_memory.hpp"
#include "check/loading.hpp"
#include "check/report.hpp"
#include "check/try_type.hpp"
#include "commands.hpp"

namespace bouton_program {

namespace {

using Json = nlohmann::ordered_json;

/// Runs in a child: the types of the library and their parameters, or why it was refused.
std::string list_types(const std::filesystem::path& library) {
  Json answer = {{"types", Json::object()}};
  try {
    auto registry = registry_with(library);
    for (const auto& type : registry.libraries().back().types) {
      auto& names = answer["types"][type] = Json::array();
      for (const auto& p : registry.find(type)->declaration.parameters) names.push_back(p.name);
    }
  } catch (const bouton::PluginRefused& refused) {
    answer["refused"] = refused.refusal.message;
    if (refused.refusal.reason == bouton::RefusalReason::registration_failed)
      answer["advice"] =
          "mend declare(): it must not throw, names must differ, and each default must be of its parameter's type and "
          "in its range, which must not be empty";
  }
  return to_answer(answer);
}

/// Whether one of the parameters, or a group of them, has that name.
bool has_parameter(const Json& names, const std::string& key) {
  return std::ranges::any_of(names, [&](const std::string name) { return name == key || name.starts_with(key + "."); });
}

/// Those of the user's parameters that a type has.
std::string params_for(const Json& params, const Json& names) {
  Json own = Json::object();
  for (const auto& [key, value] : params.items())
    if (has_parameter(names, key)) own[key] = value;
  return to_answer(own);
}

Line look_at_exports(const std::filesystem::path& library) {
  const auto names = needless_exports(library);
  if (names.empty()) return {"", "exports", Verdict::passed, "", ""};
  const std::vector<std::string> first(names.begin(), names.begin() + std::min<std::ptrdiff_t>(5, std::ssize(names)));
  return {"", "exports", Verdict::failed,
          fmt::format("it exports more than its manifest: {}{}", fmt::join(first, ", "),
                      names.size() > first.size() ? ", …" : ""),
          "build it with bouton_add_plugin, which hides all others"};
}

/// Calls f, which returns what is wrong, in a process of its own. `when` follows on how that process ended.
Line check_whole(const char* name, const char* when, const char* advice, const CheckOptions& options,
                 const std::function<std::string()>& f) {
  const auto outcome = try_out(options, f);
  const auto wrong = outcome.answer ? *outcome.answer : fmt::format("it {} {}", outcome.end, when);
  return {"", name, wrong.empty() ? Verdict::passed : Verdict::failed, wrong, advice};
}

Line check_loading(const std::filesystem::path& library, const CheckOptions& options) {
  return check_whole(
      "surroundings", "while it was loaded",
      "leave as they are what all libraries share: locale, folder, signals, environment, streams; link without "
      "-ffast-math, whose start code changes how the whole process computes",
      options, [&] { return try_loading(library); });
}

Line check_ending(const std::filesystem::path& library, const CheckOptions& options) {
  constexpr const char* when = "when the program ended";
  if (options.in_process) return {"", "end", Verdict::skipped, "it would end this process", ""};
  if (has_sanitizer())
    return {"", "end", Verdict::skipped, "the sanitizer of this program acts at its end as well", ""};
  return check_whole("end", when, "look at the destructors of static objects, and at what is given to atexit()",
                     options, [&] {
                       const auto how = try_ending(library);
                       return how.empty() ? "" : fmt::format("it {} {}", how, when);
                     });
}

}  // namespace

Report check_library(const std::filesystem::path& library, const CheckOptions& options,
                     const std::function<void(const Line&)>& tell) {
  Report report{library};
  const auto add = [&](Line line) {
    tell(line);
    report.lines.push_back(std::move(line));
  };
  const auto listed = try_out(options, [&] { return list_types(library); });
  const auto answer = listed.answer ? Json::parse(*listed.answer) : Json();
  if (!listed.answer) {
    add({"", "loads", Verdict::failed, "it " + listed.end + " while it was loaded",
         "look at the constructors of static objects and at declare()"});
    return report;
  }
  if (answer.contains("refused")) {
    add({"", "loads", Verdict::failed, "it " + answer["refused"].get<std::string>(), answer.value("advice", "")});
    return report;
  }
  const auto params = Json::parse(options.params);
  for (const auto& [key, value] : params.items())
    if (std::ranges::none_of(answer["types"], [&, k = key](const Json& names) { return has_parameter(names, k); }))
      throw WrongCommandLine("--params", fmt::format("no type of the library has a parameter '{}'", key));
  add({"", "loads", Verdict::passed, "", ""});
  add(look_at_exports(library));
  add(check_loading(library, options));
  add(check_ending(library, options));
  for (const auto& [name, parameters] : answer["types"].items())
    check_type({library, name, params_for(params, parameters)}, options, report, add);
  return report;
}

}  // namespace bouton_program
