// A visitor that does not care for whole numbers sees them as doubles.
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <bouton/state.hpp>

namespace bouton {

namespace {

/// Calls `show` with the numbers as doubles, and writes back what it changed.
template <class Show>
void as_doubles(std::span<std::int32_t> counts, Show&& show) {
  std::vector<double> values(counts.begin(), counts.end());
  show(std::span(values));
  for (std::size_t k = 0; k < counts.size(); ++k) counts[k] = nearest_count(values[k]);
}

}  // namespace

std::int32_t nearest_count(double x) {
  using Limits = std::numeric_limits<std::int32_t>;
  if (std::isnan(x)) return 0;
  return static_cast<std::int32_t>(std::clamp(std::round(x), double{Limits::min()}, double{Limits::max()}));
}

void StateVisitor::counts_per_unit(std::string_view name, std::span<std::int32_t> values, StateText text) {
  as_doubles(values, [&](std::span<double> doubles) { per_unit(name, doubles, text); });
}

void StateVisitor::counts_per_source(std::string_view name, std::span<std::int32_t> values, std::size_t source,
                                     StateText text) {
  as_doubles(values, [&](std::span<double> doubles) { per_source(name, doubles, source, text); });
}

}  // namespace bouton
