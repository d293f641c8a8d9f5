#include "run/reduce_weights.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace bouton {

namespace {

/// Mean and deviation (of all, not of a sample) in two passes, which loses no digits. NaN if there are none.
std::vector<double> moments(std::span<const WeightEntry> entries) {
  const double none = std::numeric_limits<double>::quiet_NaN(), count = static_cast<double>(entries.size());
  if (entries.empty()) return {none, none, none, none};
  double sum = 0, squares = 0, least = entries[0].value, most = least;
  for (const auto& entry : entries) {
    sum += entry.value;
    least = std::min(least, entry.value);
    most = std::max(most, entry.value);
  }
  const double mean = sum / count;
  for (const auto& entry : entries) squares += (entry.value - mean) * (entry.value - mean);
  return {mean, std::sqrt(squares / count), least, most};
}

double edge(const WeightReduction& reduction, std::size_t bin) {
  return reduction.low +
         (reduction.high - reduction.low) * static_cast<double>(bin) / static_cast<double>(reduction.bins);
}

/// What lies below, in each bin, and above. The last bin has its upper edge, too.
std::vector<double> histogram(const WeightReduction& reduction, std::span<const WeightEntry> entries) {
  std::vector<double> counts(reduction.bins + 2, 0.0);
  const double scale = static_cast<double>(reduction.bins) / (reduction.high - reduction.low);
  for (const auto& entry : entries) {
    if (entry.value < reduction.low) {
      ++counts.front();
    } else if (entry.value > reduction.high) {
      ++counts.back();
    } else {
      auto bin = std::min(static_cast<std::size_t>((entry.value - reduction.low) * scale), reduction.bins - 1);
      // The edges as they are named decide, not the rounded quotient.
      if (entry.value < edge(reduction, bin)) --bin;
      if (bin + 1 < reduction.bins && entry.value >= edge(reduction, bin + 1)) ++bin;
      ++counts[bin + 1];
    }
  }
  return counts;
}

}  // namespace

std::vector<std::string> columns_of(const WeightReduction& reduction) {
  if (reduction.kind == WeightReduction::Kind::moments) return {"mean", "deviation", "least", "most"};
  std::vector<std::string> names{"below"};
  for (std::size_t bin = 0; bin < reduction.bins; ++bin) names.push_back(fmt::format("{}", edge(reduction, bin)));
  names.push_back("above");
  return names;
}

std::vector<double> reduced(const WeightReduction& reduction, std::span<const WeightEntry> entries) {
  return reduction.kind == WeightReduction::Kind::moments ? moments(entries) : histogram(reduction, entries);
}

}  // namespace bouton
