#include "connect/delays.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

#include <fmt/format.h>

#include <bouton/error.hpp>

namespace bouton {

namespace {

double normal_distribution(double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); }

/// The probability of a value below x; nothing where there is no simple formula.
std::optional<double> distribution(const ValueDistribution& rule, double x) {
  using Shape = ValueDistribution::Shape;
  if (rule.clip && x <= rule.clip->first) return 0;
  if (rule.clip && x > rule.clip->second) return 1;
  switch (rule.shape) {
    case Shape::constant: return x > rule.first ? 1 : 0;
    case Shape::uniform:
      if (rule.second == rule.first) return x > rule.first ? 1 : 0;
      return std::clamp((x - rule.first) / (rule.second - rule.first), 0.0, 1.0);
    case Shape::normal:
      if (rule.second == 0) return x > rule.first ? 1 : 0;
      return normal_distribution((x - rule.first) / rule.second);
    case Shape::lognormal:
      if (x <= 0) return 0;
      if (rule.second == 0) return std::log(x) > rule.first ? 1 : 0;
      return normal_distribution((std::log(x) - rule.first) / rule.second);
    case Shape::gamma: return std::nullopt;
  }
  return std::nullopt;
}

[[noreturn]] void throw_too_long() {
  throw Error(fmt::format("a delay that was drawn is longer than {} steps; clip the distribution", longest_delay));
}

}  // namespace

DelayTable::DelayTable(const DrawnDelay& rule) : rule_(rule), first_(static_cast<std::uint32_t>(rule.least)) {
  // A delay of s steps stands for all values that are nearest to it.
  const auto end_of = [&](std::uint64_t steps) {
    return distribution(rule.values, (static_cast<double>(steps) + 0.5) / rule.steps_per_unit);
  };
  constexpr double certain = 1 - 0x1p-53;  // no uniform number is larger
  // Beyond so many steps a table would be slower than to draw.
  constexpr std::uint64_t longest_table = 1 << 16;
  for (std::uint64_t steps = first_;; ++steps) {
    const auto end = end_of(steps);
    if (!end || steps > longest_table) {
      ends_.clear();
      return;
    }
    // The first ones have no chance, if the distribution begins far from 0.
    if (ends_.empty() && *end == 0) {
      ++first_;
      continue;
    }
    ends_.push_back(*end);
    if (*end >= certain) break;
  }
  ends_.back() = 2;
  for (std::size_t g = 0, i = 0; g < guide_.size(); ++g) {
    while (static_cast<double>(g) / static_cast<double>(guide_.size()) >= ends_[i]) ++i;
    guide_[g] = static_cast<std::uint32_t>(i);
  }
}

std::uint32_t DelayTable::drawn(const Random& random, std::uint64_t unit, std::uint64_t counter) const {
  const double steps = std::round(draw(rule_.values, random, unit, counter) * rule_.steps_per_unit);
  if (!(steps <= static_cast<double>(longest_delay))) throw_too_long();
  return static_cast<std::uint32_t>(std::max(steps, static_cast<double>(rule_.least)));
}

}  // namespace bouton
