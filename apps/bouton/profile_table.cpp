#include "profile_table.hpp"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "run_record.hpp"

namespace bouton_program {

namespace {

std::string size_text(std::uint64_t bytes) {
  const double x = static_cast<double>(bytes);
  if (x < 1024 * 1024) return fmt::format("{:.1f} KiB", x / 1024);
  return fmt::format("{:.1f} MiB", x / (1024 * 1024));
}

}  // namespace

void print_profile(const bouton::Network& network, const bouton::RunResult& result, double build_seconds) {
  auto profile = network.profile();
  double run_seconds = 0, measured = 0;
  std::uint64_t steps = 0;
  for (const auto& phase : result.phases) run_seconds += phase.seconds, steps += phase.steps;
  for (const auto& element : profile.elements) measured += element.seconds;
  std::ranges::stable_sort(profile.elements, std::ranges::greater{}, &bouton::ElementCost::seconds);

  fmt::print("\n{:<20} {:<14} {:>10} {:>7} {:>10}  {:<20} {:>10}\n", "element", "type", "time", "share", "ns", "per",
             "memory");
  for (const auto& e : profile.elements)
    fmt::print("{:<20} {:<14} {:>8.3f} s {:>5.1f} % {:>10}  {:<20} {:>10}\n", e.name, e.type.empty() ? "(fed)" : e.type,
               e.seconds, measured > 0 ? 100 * e.seconds / measured : 0.0,
               e.count > 0 ? fmt::format("{:.3g}", 1e9 * e.seconds / e.count) : "-",
               e.is_synapse ? "synaptic event" : "unit and step", size_text(e.bytes));
  const double simulated = static_cast<double>(steps) * network.dt() * 1e-3;
  fmt::print("\nbuilt in {:.3f} s, ran {:.3f} s", build_seconds, run_seconds);
  if (steps > 0)
    fmt::print(": {:.3g} us a step, {:.3g} times real time (dt = {} ms)",
               1e6 * run_seconds / static_cast<double>(steps), run_seconds > 0 ? simulated / run_seconds : 0.0,
               network.dt());
  fmt::print("\n{} of processor time in elements; up to {} steps in one go; ", fmt::format("{:.3f} s", measured),
             profile.window);
  fmt::print("{} thread{}, together {:.0f} % of the time; peak memory {}\n", profile.threads,
             profile.threads == 1 ? "" : "s", 100 * profile.parallel_share, size_text(peak_memory()));
}

}  // namespace bouton_program
