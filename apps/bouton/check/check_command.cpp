#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "check/report.hpp"
#include "check/stage.hpp"
#include "commands.hpp"
#include "print.hpp"

namespace bouton_program {

namespace {

using Json = nlohmann::ordered_json;

const char* word(Verdict verdict) {
  switch (verdict) {
    case Verdict::passed: return "passed";
    case Verdict::failed: return "FAILED";
    case Verdict::skipped: return "skipped";
  }
  return "";
}

void print_line(const Line& line) {
  const auto name = line.type.empty() ? line.check : line.type + ": " + line.check;
  show("{:<8} {}{}{}\n", word(line.verdict), name, line.message.empty() ? "" : ": ", line.message);
  if (line.verdict == Verdict::failed && !line.advice.empty()) show("         -> {}\n", line.advice);
  std::fflush(stdout);
}

void print_summary(const Report& report) {
  for (const auto& [type, cost] : report.costs) show("cost     {}: about {}\n", type, cost);
  show("{} passed, {} failed, {} skipped\n", report.count(Verdict::passed), report.count(Verdict::failed),
       report.count(Verdict::skipped));
  const auto untried = report.untried.size();
  for (const auto& [type, why] : report.untried) show("{} was not tried: {}\n", type, why);
  if (untried > 0) show("{} {} not tried\n", untried, untried == 1 ? "type was" : "types were");
}

Json to_json(const Report& report) {
  Json lines = Json::array(), costs = Json::object(), untried = Json::object();
  for (const auto& line : report.lines) {
    Json one = {{"check", line.check}, {"result", line.verdict == Verdict::failed ? "failed" : word(line.verdict)}};
    if (!line.type.empty()) one["type"] = line.type;
    if (!line.message.empty()) one["message"] = line.message;
    if (line.verdict == Verdict::failed && !line.advice.empty()) one["advice"] = line.advice;
    lines.push_back(std::move(one));
  }
  for (const auto& [type, cost] : report.costs) costs[type] = cost;
  for (const auto& [type, why] : report.untried) untried[type] = why;
  return {{"library", report.library.string()},
          {"checks", lines},
          {"cost", costs},
          {"not tried", untried},
          {"passed", report.count(Verdict::passed)},
          {"failed", report.count(Verdict::failed)},
          {"skipped", report.count(Verdict::skipped)}};
}

}  // namespace

int check_plugin(const CheckPluginCommand& command) {
  const auto& library = command.library;
  if (!Json::parse(command.params, nullptr, false).is_object())
    throw WrongCommandLine("--params",
                           fmt::format("'{}' is no JSON object; wanted for example '{{\"tau\": 5}}'", command.params));
  try {
    bouton::read_stamp(library);
  } catch (const bouton::PluginRefused& refused) {
    // Of a file that can be read, the first check says what is wrong with it.
    const auto reason = refused.refusal.reason;
    if (reason == bouton::RefusalReason::missing || reason == bouton::RefusalReason::unreadable) throw;
  }
  const CheckOptions options{std::chrono::seconds(command.timeout), command.in_process, command.params};
  const auto report = check_library(library, options, command.as_json ? [](const Line&) {} : print_line);
  if (command.as_json)
    show("{}\n", to_json(report).dump(2, ' ', false, Json::error_handler_t::replace));
  else
    print_summary(report);
  return report.count(Verdict::failed) == 0 ? done : failed;
}

}  // namespace bouton_program
