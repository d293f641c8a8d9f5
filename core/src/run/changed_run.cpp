#include "run/changed_run.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "description/same_setting.hpp"

namespace bouton {

namespace {

bool same_change(const ChangeDescription& a, const ChangeDescription& b) {
  return a.element == b.element && std::ranges::equal(a.settings, b.settings, is_same);
}

bool same_trials(const std::optional<TrialsDescription>& a, const std::optional<TrialsDescription>& b) {
  if (!a || !b) return a.has_value() == b.has_value();
  return std::tie(a->data, a->from, a->count, a->flush, a->reset) ==
         std::tie(b->data, b->from, b->count, b->flush, b->reset);
}

bool same_phase(const PhaseDescription& a, const PhaseDescription& b) {
  return std::tie(a.name, a.steps, a.learn, a.reset) == std::tie(b.name, b.steps, b.learn, b.reset) &&
         same_trials(a.trials, b.trials) && std::ranges::equal(a.changes, b.changes, same_change);
}

const PhaseDescription& phase_of(const NetworkDescription& network, std::uint64_t number) {
  return network.phases[phase_at(network.run, number)];
}

/// The number of the first phase, before that with the number `end`, that is not the same in both.
std::optional<std::uint64_t> first_difference(const NetworkDescription& a, const NetworkDescription& b,
                                              std::uint64_t end) {
  std::set<std::pair<std::size_t, std::size_t>> same;  // pairs that need not be compared in each repetition
  for (std::uint64_t number = 0; number < end; ++number) {
    const std::pair pair(phase_at(a.run, number), phase_at(b.run, number));
    if (same.contains(pair)) continue;
    if (!same_phase(a.phases[pair.first], b.phases[pair.second])) return number;
    same.insert(pair);
  }
  return std::nullopt;
}

}  // namespace

bool same_run(const NetworkDescription& a, const NetworkDescription& b) {
  return a.run.count() == b.run.count() && !first_difference(a, b, a.run.count());
}

std::string ignored_phases(const NetworkDescription& own, const NetworkDescription& other, std::uint64_t present) {
  if (const auto over = first_difference(own, other, present))
    return fmt::format("phase '{}' is over", phase_of(own, *over).name);
  // The steps of a phase without trials, and whether it learns, are followed while it runs.
  const auto& running = phase_of(own, present);
  auto next = phase_of(other, present);
  if (!running.trials && !next.trials) next.steps = running.steps, next.learn = running.learn;
  if (!same_phase(running, next)) return fmt::format("phase '{}' goes on as it began", running.name);
  return "";
}

}  // namespace bouton
