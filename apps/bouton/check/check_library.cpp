#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <sstream>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <bouton/child.hpp>

#include "check/guarded_memory.hpp"
#include "check/life.hpp"
#include "check/report.hpp"
#include "check/stage.hpp"

namespace bouton_program {

namespace {

bouton::Registry registry_with(const std::filesystem::path& library) {
  bouton::Registry registry;
  add_stage_types(registry);
  registry.add_library(library);
  return registry;
}

/// Calls f in a process of its own, unless a debugger is to see it.
bouton::ChildOutcome try_out(const CheckOptions& options, const std::function<std::string()>& f) {
  if (options.in_process) return {f(), ""};
  const auto quiet = [&] {
    // What a plugin prints is no part of the report.
    dup2(STDERR_FILENO, STDOUT_FILENO);
    return f();
  };
  return bouton::in_child(quiet, options.patience);
}

std::string dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

/// Runs in a child: the types of the library and their parameters, or why it was refused.
std::string list_types(const std::filesystem::path& library) {
  Json answer = {{"types", Json::object()}};
  try {
    const auto registry = registry_with(library);
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
  return dump(answer);
}

/// Whether one of the parameters, or a group of them, has that name.
bool has_parameter(const Json& names, const std::string& key) {
  return std::ranges::any_of(names, [&](const std::string name) { return name == key || name.starts_with(key + "."); });
}

/// Those of the user's parameters that a type has.
Json params_for(const Json& params, const Json& names) {
  Json own = Json::object();
  for (const auto& [key, value] : params.items())
    if (has_parameter(names, key)) own[key] = value;
  return own;
}

struct TypeInLibrary {
  const std::filesystem::path& library;
  const std::string& name;
  Json params;
};

struct Tried {
  std::optional<CheckResult> result;
  std::string end;  // if there is none
};

/// Calls f with the type in a process of its own. What the plugin throws is a result.
Tried try_type(const TypeInLibrary& type, const CheckOptions& options,
               const std::function<CheckResult(const Trial&)>& f) {
  const auto outcome = try_out(options, [&] {
    CheckResult result;
    try {
      const auto registry = registry_with(type.library);
      result = f({registry, registry.find(type.name)->declaration, type.params});
    } catch (const std::exception& error) {
      result = {Verdict::failed, error.what()};
    } catch (...) {
      result = {Verdict::failed, "it threw something that is no std::exception"};
    }
    return dump({{"verdict", static_cast<int>(result.verdict)}, {"message", result.message}});
  });
  if (!outcome.answer) return {std::nullopt, outcome.end};
  const auto answer = Json::parse(*outcome.answer);
  return {CheckResult{static_cast<Verdict>(answer["verdict"].get<int>()), answer["message"]}, ""};
}

/// The first line in which two texts differ, in words; "" if none does.
std::string different_line(const std::string& a, const std::string& b) {
  std::istringstream lines_a(a), lines_b(b);
  std::string of_a, of_b;
  while (std::getline(lines_a, of_a) && std::getline(lines_b, of_b))
    if (of_a != of_b) return fmt::format("{} and {}", of_a, of_b.substr(of_b.rfind(": ") + 2));
  return a.size() == b.size() ? "" : "one has more to show";
}

/// The line of a check that sees the same in two processes whose new memory holds other bytes.
Tried compare_processes(const TypeInLibrary& type, const CheckOptions& options, const Check& check) {
  std::vector<std::string> traces;
  for (const unsigned char fill : {0x35, 0x3f}) {
    const auto tried = try_type(type, options, [&](const Trial& trial) -> CheckResult {
      guard_memory(fill);
      return {Verdict::passed, check.trace(trial)};
    });
    if (!tried.result || tried.result->verdict != Verdict::passed) return tried;
    traces.push_back(tried.result->message);
  }
  const auto wrong = different_line(traces[0], traces[1]);
  if (wrong.empty()) return {CheckResult{}, ""};
  return {CheckResult{Verdict::failed, "two processes with the same seed differ: " + wrong}, ""};
}

Line run_check(const TypeInLibrary& type, const CheckOptions& options, const Check& check) {
  auto tried = try_type(type, options, check.run);
  if (check.trace && !options.in_process && tried.result && tried.result->verdict == Verdict::passed)
    tried = compare_processes(type, options, check);
  if (!tried.result) return {type.name, check.name, Verdict::failed, "it " + tried.end, check.advice};
  return {type.name, check.name, tried.result->verdict, tried.result->message, check.advice};
}

/// Whether a type can be made and stepped, and if not, where it ends.
Line run_life(const TypeInLibrary& type, const CheckOptions& options) {
  // The page stays when the child that writes to it is gone.
  void* page = mmap(nullptr, sizeof(LifePhase), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) throw bouton::Error("no memory is left");
  volatile auto& phase = *new (page) LifePhase{LifePhase::begin};
  const auto tried = try_type(type, options, [&](const Trial& trial) { return check_life(trial, phase); });
  const LifePhase last = phase;
  munmap(page, sizeof(LifePhase));
  const auto advice = fmt::format("{}; a debugger shows the place: gdb --args bouton check-plugin --in-process {}",
                                  life_advice(last), type.library.string());
  if (!tried.result)
    return {type.name, "life", Verdict::failed, fmt::format("it {} {}", tried.end, describe(last)), advice};
  return {type.name, "life", tried.result->verdict, tried.result->message, advice};
}

std::string cost_of(const TypeInLibrary& type, const CheckOptions& options) {
  const auto tried = try_type(type, options, [](const Trial& trial) -> CheckResult {
    const auto nanoseconds = measure_cost(trial);
    if (!nanoseconds) return {};
    const bool is_synapse = trial.type.kind == bouton::TypeKind::synapse;
    return {Verdict::passed,
            fmt::format("{:.3g} ns per {}", *nanoseconds, is_synapse ? "synaptic event" : "unit and step")};
  });
  return tried.result && tried.result->verdict == Verdict::passed ? tried.result->message : "";
}

/// Adds the lines of one type, and what it costs.
void check_type(const TypeInLibrary& type, const CheckOptions& options, Report& report,
                const std::function<void(Line)>& add) {
  const auto life = run_life(type, options);
  add(life);
  const bool is_dead = life.verdict == Verdict::failed;
  const bool is_untried = is_dead || life.message.find("--params") != std::string::npos;
  for (const auto& check : checks())
    // What is declared can be read without an element.
    if (is_untried && check.run != check_declaration)
      add({type.name, check.name, Verdict::skipped, is_dead ? "it cannot be made" : "it was not tried", ""});
    else
      add(run_check(type, options, check));
  if (is_untried)
    report.untried.emplace_back(type.name, life.message);
  else if (const auto cost = cost_of(type, options); !cost.empty())
    report.costs.emplace_back(type.name, cost);
}

Line check_exports(const std::filesystem::path& library) {
  const auto names = needless_exports(library);
  if (names.empty()) return {"", "exports", Verdict::passed, "", ""};
  const std::vector<std::string> first(names.begin(), names.begin() + std::min<std::ptrdiff_t>(5, std::ssize(names)));
  return {"", "exports", Verdict::failed,
          fmt::format("it exports more than its manifest: {}{}", fmt::join(first, ", "),
                      names.size() > first.size() ? ", …" : ""),
          "build it with bouton_add_plugin, which hides all others"};
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
  for (const auto& [key, value] : options.params.items())
    if (std::ranges::none_of(answer["types"], [&, k = key](const Json& names) { return has_parameter(names, k); }))
      throw bouton::UnknownName(fmt::format("--params: no type of the library has a parameter '{}'", key), key, "");
  add({"", "loads", Verdict::passed, "", ""});
  add(check_exports(library));
  for (const auto& [name, parameters] : answer["types"].items())
    check_type({library, name, params_for(options.params, parameters)}, options, report, add);
  return report;
}

}  // namespace bouton_program
