#include "check/trial.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <set>

#include <fmt/format.h>

namespace bouton_program {

namespace {

bool same_bits(double a, double b) { return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b); }

}  // namespace

CheckResult fault(std::string message) { return {Verdict::failed, std::move(message)}; }
CheckResult skipped(std::string message) { return {Verdict::skipped, std::move(message)}; }

std::string difference(const std::vector<double>& a, const std::vector<double>& b, std::size_t units) {
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
    if (!same_bits(a[i], b[i])) return fmt::format("unit {} in step {}: {} and {}", i % units, i / units, a[i], b[i]);
  return a.size() == b.size() ? "" : fmt::format("{} and {} values", a.size(), b.size());
}

std::string difference(const States& a, const States& b) {
  for (const auto& [name, values] : a) {
    const auto other = b.find(name);
    if (other == b.end()) return fmt::format("state '{}' is there only once", name);
    for (std::size_t i = 0; i < values.size(); ++i)
      if (i >= other->second.size() || !same_bits(values[i], other->second[i]))
        return fmt::format("state '{}', number {}: {} and {}", name, i, values[i],
                           i < other->second.size() ? other->second[i] : std::nan(""));
  }
  return a.size() == b.size() ? "" : "other state variables";
}

std::string difference(const Run& a, const Run& b, std::size_t units) {
  const auto seen = difference(a.seen, b.seen, units);
  return seen.empty() ? difference(a.states, b.states) : seen;
}

Run run(const bouton::Registry& registry, const Stage& stage, std::uint64_t steps, bool learn) {
  auto network = stage.build(registry);
  Run result;
  result.seen = observe(network, stage, steps, learn);
  result.states = state_of(network, stage.element());
  return result;
}

std::optional<CheckResult> not_stageable(const Trial& trial) {
  using bouton::TypeKind;
  if (trial.type.kind == TypeKind::data_set || trial.type.kind == TypeKind::recorder)
    return skipped(fmt::format("a {} takes no steps", to_string(trial.type.kind)));
  return std::nullopt;
}

std::vector<Stage> stages(const Trial& trial) {
  const auto& type = trial.type;
  std::vector<Stage> all{{.type = &type, .drive = trial.drive, .steps = trial.steps, .params = trial.params}};
  if (type.kind != bouton::TypeKind::synapse) return all;
  for (const std::size_t sources : std::set{type.least_sources, type.most_sources})
    for (const bool sparse : {false, true})
      if (sparse || sources != type.least_sources)
        all.push_back({.type = &type, .is_sparse = sparse, .sources = sources, .params = trial.params});
  return all;
}

CheckResult for_each_stage(const Trial& trial, const std::function<std::string(const Stage&)>& f) {
  if (const auto why = not_stageable(trial)) return *why;
  for (const auto& stage : stages(trial))
    if (const std::string wrong = f(stage); !wrong.empty()) return fault(wrong);
  return {};
}

}  // namespace bouton_program
