#include "profile_table.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "figures.hpp"
#include "print.hpp"
#include "run_record.hpp"

namespace bouton_program {

namespace {

const char* what_counts(bouton::CostKind kind) {
  switch (kind) {
    case bouton::CostKind::layer: return "unit and step";
    case bouton::CostKind::synapse: return "synaptic event";
    case bouton::CostKind::recording: return "sample";
  }
  return "";
}

}  // namespace

void print_profile(const bouton::Network& network, const bouton::RunResult& result, double build_seconds) {
  auto profile = network.profile();
  double run_seconds = 0, measured = 0;
  std::uint64_t steps = 0;
  for (const auto& phase : result.phases) run_seconds += phase.seconds, steps += phase.steps;
  for (const auto& element : profile.elements) measured += element.seconds;
  std::ranges::stable_sort(profile.elements, std::ranges::greater{}, &bouton::ElementCost::seconds);

  show("\n{:<20} {:<14} {:>10} {:>7} {:>10}  {:<20} {:>10}\n", "element", "type", "time", "share", "cost", "per",
       "memory");
  for (const auto& e : profile.elements)
    show("{:<20} {:<14} {:>10} {:>5.1f} % {:>10}  {:<20} {:>10}\n", e.name, e.type.empty() ? "(fed)" : e.type,
         time_text(e.seconds), measured > 0 ? 100 * e.seconds / measured : 0.0,
         e.count > 0 ? time_text(e.seconds / e.count) : "-", what_counts(e.kind),
         e.kind == bouton::CostKind::recording ? "-" : size_text(e.bytes));
  show("\nbuilt in: {}\nran in: {}", time_text(build_seconds), time_text(run_seconds));
  if (steps > 0 && run_seconds > 0)
    show(", {} a step, {} times real time (dt = {} ms)", time_text(run_seconds / static_cast<double>(steps)),
         factor_text(static_cast<double>(steps) * network.dt() * 1e-3 / run_seconds), network.dt());
  show("\nprocessor time in elements and recordings: about {}\nthreads: {}", time_text(measured), profile.threads);
  if (profile.threads > 1) show(", used in {:.0f} % of the time", 100 * profile.parallel_share);
  show("\nsteps at a time: {}{}\npeak memory: {}\n", profile.window > 1 ? "up to " : "", profile.window,
       size_text(peak_memory()));
}

}  // namespace bouton_program
