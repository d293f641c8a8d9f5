#include "report/spike_analysis.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <bouton/error.hpp>

namespace bouton_program {

namespace {

/// How many of `most` bins of a time in ms hold so many steps: at least one step each, and no more bins than that.
std::uint64_t steps_per_bin(double ms, double dt, std::uint64_t steps, std::uint64_t most) {
  const auto wanted = static_cast<std::uint64_t>(std::max(1.0, std::round(ms / dt)));
  return std::max(wanted, (steps + most - 1) / most);
}

std::uint64_t bins_of(std::uint64_t steps, std::uint64_t bin) { return (steps + bin - 1) / bin; }

constexpr double population_ms = 0.5, correlation_ms = 5;
constexpr std::uint64_t most_population_bins = 1 << 18, most_correlation_bins = 200'000;

std::uint64_t correlation_bin(const RecordedSpan& span) {
  return steps_per_bin(correlation_ms, span.dt, span.end - span.begin, most_correlation_bins);
}

}  // namespace

SpikeAnalysis::SpikeAnalysis(const RecordedSpan& span, std::size_t most_shown)
    : span_(span),
      units_(span.units),
      // A bin that is cut off at the end would seem to have fewer spikes.
      correlations_(span.units, correlation_bin(span), (span.end - span.begin) / correlation_bin(span)),
      sample_(span.units, most_shown),
      next_step_(span.begin) {
  const auto steps = span.end - span.begin;
  statistics_.bin = steps_per_bin(population_ms, span.dt, steps, most_population_bins);
  statistics_.population.assign(bins_of(steps, statistics_.bin), 0);
  statistics_.correlation_bin = static_cast<double>(correlation_bin(span)) * span.dt;
}

void SpikeAnalysis::check(std::uint64_t step, std::span<const std::uint32_t> units) {
  if (step >= span_.end || step < span_.begin)
    throw bouton::Error(fmt::format("it has spikes in step {}, but steps from {} to before {} were recorded", step,
                                    span_.begin, span_.end));
  if (step < next_step_) throw bouton::Error(fmt::format("step {} stands behind a later one", step));
  for (const auto unit : units)
    if (unit >= span_.units)
      throw bouton::Error(fmt::format("it has a spike of unit {}, but only {} are recorded", unit, span_.units));
  if (std::ranges::adjacent_find(units, std::ranges::greater_equal()) != units.end())
    throw bouton::Error(fmt::format("the units of step {} do not ascend", step));
}

void SpikeAnalysis::add(std::uint64_t step, std::span<const std::uint32_t> units) {
  if (units.empty()) return;
  check(step, units);
  next_step_ = step + 1;
  const auto since = step - span_.begin;
  statistics_.spikes += units.size();
  statistics_.population[since / statistics_.bin] += static_cast<std::uint32_t>(units.size());
  for (const auto number : units) {
    auto& unit = units_[number];
    if (unit.spikes++ > 0) {
      const auto interval = static_cast<double>(step - unit.last);
      unit.sum += interval;
      unit.squares += interval * interval;
      statistics_.intervals.add(interval);
    }
    unit.last = step;
    correlations_.add(since, number);
    sample_.add(since, number);
  }
}

SpikeStatistics SpikeAnalysis::finish() {
  constexpr std::uint64_t fewest_intervals = 3;
  for (const auto& unit : units_) {
    statistics_.silent += unit.spikes == 0;
    statistics_.counts.add(static_cast<double>(unit.spikes));
    if (unit.spikes <= fewest_intervals) continue;
    const auto n = static_cast<double>(unit.spikes - 1);
    const double mean = unit.sum / n, variance = unit.squares / n - mean * mean;
    statistics_.variations.add(std::sqrt(std::max(0.0, variance)) / mean);
  }
  for (const double correlation : correlations_.finish()) statistics_.correlations.add(correlation);

  const double per_hz = static_cast<double>(statistics_.bin) * span_.dt / 1000 * static_cast<double>(span_.units);
  std::vector<double> rates;
  const auto whole_bins = (span_.end - span_.begin) / statistics_.bin;
  for (std::size_t i = 0; i < whole_bins; ++i) rates.push_back(statistics_.population[i] / per_hz);
  if (span_.units > 0) statistics_.spectrum = power_spectrum(rates, static_cast<double>(statistics_.bin) * span_.dt);
  return std::move(statistics_);
}

}  // namespace bouton_program
