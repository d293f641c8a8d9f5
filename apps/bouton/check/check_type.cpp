// All that is tried of one type.
#include <sys/mman.h>

#include <sstream>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "check/guarded_memory.hpp"
#include "check/life.hpp"
#include "check/try_type.hpp"

namespace bouton_program {

namespace {

using Json = nlohmann::ordered_json;

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

/// How to drive the type in all other checks, and a line that says whether it spikes.
Line run_drive(TypeInLibrary& type, const CheckOptions& options) {
  constexpr const char* name = "spikes";
  const auto tried = try_type(type, options, [](const Trial& trial) -> CheckResult {
    if (!publishes_spikes(trial.type)) return {Verdict::skipped, "it publishes no spikes"};
    const auto driven = find_drive(trial);
    const auto words = describe(driven, trial.type);
    const Json found = {{"factor", driven.drive.factor},
                        {"port", driven.drive.port ? Json(*driven.drive.port) : Json()},
                        {"steps", driven.steps},
                        {"spikes", driven.spikes},
                        {"words", words}};
    return {Verdict::passed, to_answer(found)};
  });
  if (!tried.result) return {type.name, name, Verdict::failed, "it " + tried.end, "look at step()"};
  if (tried.result->verdict != Verdict::passed)
    return {type.name, name, tried.result->verdict, tried.result->message, "look at step()"};
  const auto found = Json::parse(tried.result->message);
  if (found["spikes"] == 0)
    return {
        type.name, name, Verdict::skipped,
        "it never spiked, however strong its input and in thousands of steps, so what it does after a spike was not "
        "tried; give parameters with which it does: --params '{\"…\": …}'",
        ""};
  type.driven.drive.factor = found["factor"];
  if (!found["port"].is_null()) type.driven.drive.port = found["port"];
  type.driven.steps = found["steps"];
  const std::string words = found["words"];
  return {type.name, name, Verdict::passed, words.empty() ? "" : "with " + words, ""};
}

}  // namespace

void check_type(TypeInLibrary type, const CheckOptions& options, Report& report, const std::function<void(Line)>& add) {
  const auto life = run_life(type, options);
  add(life);
  const bool is_dead = life.verdict == Verdict::failed;
  const bool is_untried = is_dead || life.message.find("--params") != std::string::npos;
  if (!is_untried) add(run_drive(type, options));
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

}  // namespace bouton_program
