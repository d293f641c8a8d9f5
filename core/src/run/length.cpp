#include "run/length.hpp"

#include <cstddef>
#include <limits>

namespace bouton {

namespace {

constexpr auto largest = std::numeric_limits<std::uint64_t>::max();

std::uint64_t product(std::uint64_t a, std::uint64_t b) { return b != 0 && a > largest / b ? largest : a * b; }
std::uint64_t sum(std::uint64_t a, std::uint64_t b) { return a > largest - b ? largest : a + b; }

std::uint64_t steps_of(const PhaseDescription& phase) {
  return phase.trials ? product(phase.trials->count, sum(phase.steps, phase.trials->flush)) : phase.steps;
}

}  // namespace

std::uint64_t steps_of_run(const NetworkDescription& network) {
  const auto times = times_of_phases(network.run, network.phases.size());
  std::uint64_t steps = 0;
  for (std::size_t i = 0; i < times.size(); ++i) steps = sum(steps, product(times[i], steps_of(network.phases[i])));
  return steps;
}

}  // namespace bouton
