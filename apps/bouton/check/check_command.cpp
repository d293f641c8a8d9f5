#include <memory>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <bouton/child.hpp>

#include "check/checks.hpp"
#include "check/stage.hpp"
#include "commands.hpp"

namespace bouton_program {

namespace {

/// One line of the report.
struct Line {
  std::string type;  ///< "" for the library itself
  std::string check;
  Verdict verdict = Verdict::passed;
  std::string message, advice;
};

struct Report {
  std::filesystem::path library;
  std::vector<Line> lines;
  std::vector<std::pair<std::string, std::string>> costs;  ///< type, words
  std::size_t count(Verdict verdict) const {
    return static_cast<std::size_t>(
        std::count_if(lines.begin(), lines.end(), [&](const Line& line) { return line.verdict == verdict; }));
  }
};

const char* word(Verdict verdict) {
  switch (verdict) {
    case Verdict::passed: return "passed";
    case Verdict::failed: return "FAILED";
    case Verdict::skipped: return "skipped";
  }
  return "";
}

bouton::Registry registry_with(const std::filesystem::path& library) {
  bouton::Registry registry;
  add_stage_types(registry);
  registry.add_library(library);
  return registry;
}

/// Runs in a child: the types of the library, or why it was refused.
std::string list_types(const std::filesystem::path& library) {
  Json answer = {{"types", Json::array()}};
  try {
    const auto registry = registry_with(library);
    for (const auto& type : registry.libraries().back().types) answer["types"].push_back(type);
  } catch (const bouton::PluginRefused& refused) {
    answer["refused"] = refused.refusal.message;
  }
  return answer.dump();
}

/// Runs in a child: one check of one type.
std::string run_check(const std::filesystem::path& library, const std::string& type, const Check& check) {
  CheckResult result;
  try {
    const auto registry = registry_with(library);
    result = check.run(registry, registry.find(type)->declaration);
  } catch (const std::exception& error) {
    result = {Verdict::failed, error.what()};
  } catch (...) {
    result = {Verdict::failed, "it threw something that is no std::exception"};
  }
  return Json{{"verdict", static_cast<int>(result.verdict)}, {"message", result.message}}.dump(
      -1, ' ', false, Json::error_handler_t::replace);
}

std::string run_cost(const std::filesystem::path& library, const std::string& type) {
  const auto registry = registry_with(library);
  const auto& declaration = registry.find(type)->declaration;
  const auto nanoseconds = measure_cost(registry, declaration);
  if (!nanoseconds) return "";
  return fmt::format("{:.3g} ns per {}", *nanoseconds,
                     declaration.kind == bouton::TypeKind::synapse ? "synaptic event" : "unit and step");
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

Report check_library(const std::filesystem::path& library, std::chrono::seconds patience,
                     const std::function<void(const Line&)>& tell) {
  Report report{library, {}, {}};
  const auto add = [&](Line line) {
    tell(line);
    report.lines.push_back(std::move(line));
  };
  const auto listed = bouton::in_child([&] { return list_types(library); }, patience);
  const auto types = listed.answer ? Json::parse(*listed.answer) : Json();
  if (!listed.answer || types.contains("refused")) {
    add({"", "loads", Verdict::failed,
         listed.answer ? "it " + types["refused"].get<std::string>() : "it " + listed.end + " while it was loaded",
         listed.answer ? "" : "look at the constructors of static objects and at declare()"});
    return report;
  }
  add({"", "loads", Verdict::passed, "", ""});
  add(check_exports(library));
  for (const std::string type : types["types"]) {
    for (const auto& check : checks()) {
      const auto outcome = bouton::in_child([&] { return run_check(library, type, check); }, patience);
      if (!outcome.answer) {
        add({type, check.name, Verdict::failed, "it " + outcome.end, check.advice});
        continue;
      }
      const auto answer = Json::parse(*outcome.answer);
      add({type, check.name, static_cast<Verdict>(answer["verdict"].get<int>()), answer["message"], check.advice});
    }
    if (const auto cost = bouton::in_child([&] { return run_cost(library, type); }, patience);
        cost.answer && !cost.answer->empty())
      report.costs.emplace_back(type, *cost.answer);
  }
  return report;
}

void print_line(const Line& line) {
  const auto name = line.type.empty() ? line.check : line.type + ": " + line.check;
  fmt::print("{:<8} {}{}{}\n", word(line.verdict), name, line.message.empty() ? "" : ": ", line.message);
  if (line.verdict == Verdict::failed && !line.advice.empty()) fmt::print("         -> {}\n", line.advice);
  std::fflush(stdout);
}

Json to_json(const Report& report) {
  Json lines = Json::array(), costs = Json::object();
  for (const auto& line : report.lines) {
    Json one = {{"check", line.check}, {"result", line.verdict == Verdict::failed ? "failed" : word(line.verdict)}};
    if (!line.type.empty()) one["type"] = line.type;
    if (!line.message.empty()) one["message"] = line.message;
    if (line.verdict == Verdict::failed && !line.advice.empty()) one["advice"] = line.advice;
    lines.push_back(std::move(one));
  }
  for (const auto& [type, cost] : report.costs) costs[type] = cost;
  return {{"library", report.library.string()},
          {"checks", lines},
          {"cost", costs},
          {"passed", report.count(Verdict::passed)},
          {"failed", report.count(Verdict::failed)},
          {"skipped", report.count(Verdict::skipped)}};
}

int check_plugin(const std::filesystem::path& library, std::chrono::seconds patience, bool as_json) {
  try {
    bouton::read_stamp(library);
  } catch (const bouton::PluginRefused& refused) {
    // Of a file that can be read, the first check says what is wrong with it.
    const auto reason = refused.refusal.reason;
    if (reason == bouton::RefusalReason::missing || reason == bouton::RefusalReason::unreadable) throw;
  }
  const auto report = check_library(library, patience, as_json ? [](const Line&) {} : print_line);
  if (as_json) {
    fmt::print("{}\n", to_json(report).dump(2, ' ', false, Json::error_handler_t::replace));
  } else {
    for (const auto& [type, cost] : report.costs) fmt::print("cost     {}: about {}\n", type, cost);
    fmt::print("{} passed, {} failed, {} skipped\n", report.count(Verdict::passed), report.count(Verdict::failed),
               report.count(Verdict::skipped));
  }
  return report.count(Verdict::failed) == 0 ? done : failed;
}

}  // namespace

void add_check_plugin(CLI::App& app, int& status) {
  auto* command = app.add_subcommand("check-plugin", "Check a plugin library against all that a plugin must hold to");
  auto library = std::make_shared<std::filesystem::path>();
  auto as_json = std::make_shared<bool>(false);
  command->add_option("LIB", *library, "Library, NAME.bouton.so")->required();
  auto timeout = std::make_shared<int>(60);
  command->add_option("--timeout", *timeout, "Longest time that a check may take, in seconds")
      ->check(CLI::Range(1, 86400))
      ->type_name("S")
      ->capture_default_str();
  command->add_flag("--json", *as_json, "Print the report as JSON");
  command->callback([=, &status] { status = check_plugin(*library, std::chrono::seconds(*timeout), *as_json); });
}

}  // namespace bouton_program
