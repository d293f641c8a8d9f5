#include <memory>

#include <fmt/format.h>

#include "check/report.hpp"
#include "check/stage.hpp"
#include "commands.hpp"

namespace bouton_program {

namespace {

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
  fmt::print("{:<8} {}{}{}\n", word(line.verdict), name, line.message.empty() ? "" : ": ", line.message);
  if (line.verdict == Verdict::failed && !line.advice.empty()) fmt::print("         -> {}\n", line.advice);
  std::fflush(stdout);
}

void print_summary(const Report& report) {
  for (const auto& [type, cost] : report.costs) fmt::print("cost     {}: about {}\n", type, cost);
  fmt::print("{} passed, {} failed, {} skipped\n", report.count(Verdict::passed), report.count(Verdict::failed),
             report.count(Verdict::skipped));
  const auto untried = report.untried.size();
  for (const auto& [type, why] : report.untried) fmt::print("{} was not tried: {}\n", type, why);
  if (untried > 0) fmt::print("{} {} not tried\n", untried, untried == 1 ? "type was" : "types were");
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

int check_plugin(const std::filesystem::path& library, const CheckOptions& options, bool as_json) {
  try {
    bouton::read_stamp(library);
  } catch (const bouton::PluginRefused& refused) {
    // Of a file that can be read, the first check says what is wrong with it.
    const auto reason = refused.refusal.reason;
    if (reason == bouton::RefusalReason::missing || reason == bouton::RefusalReason::unreadable) throw;
  }
  const auto report = check_library(library, options, as_json ? [](const Line&) {} : print_line);
  if (as_json)
    fmt::print("{}\n", to_json(report).dump(2, ' ', false, Json::error_handler_t::replace));
  else
    print_summary(report);
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
  auto params = std::make_shared<std::string>("{}");
  command->add_option("--params", *params, "Parameters to use in place of made-up ones, as a JSON object")
      ->type_name("JSON");
  auto in_process = std::make_shared<bool>(false);
  command->add_flag("--in-process", *in_process, "Check in this process, for a debugger: a crash ends it");
  command->add_flag("--json", *as_json, "Print the report as JSON");
  command->callback([=, &status] {
    const auto given = Json::parse(*params, nullptr, false);
    if (!given.is_object()) {
      fmt::print(stderr, "--params: '{}' is no JSON object; wanted for example '{{\"tau\": 5}}'\n", *params);
      status = wrong_input;
      return;
    }
    try {
      status = check_plugin(*library, {std::chrono::seconds(*timeout), *in_process, given}, *as_json);
    } catch (const bouton::UnknownName& unknown) {
      fmt::print(stderr, "{}\n", unknown.what());
      status = wrong_input;
    }
  });
}

}  // namespace bouton_program
