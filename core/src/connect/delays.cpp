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

void DelayTable::draw(const Random& random, std::span<const std::uint64_t> units,
                      std::span<const std::uint64_t> counters, std::span<std::uint32_t> out) const {
  std::array<double, 128> room;
  for (std::size_t done = 0; done < out.size();) {
    const std::size_t count = std::min(room.size(), out.size() - done);
    const auto values = std::span(room).first(count);
    const auto steps = out.subspan(done, count);
    if (ends_.empty()) {
      bouton::draw(rule_.values, random, units.subspan(done, count), counters.subspan(done, count), values);
      std::ranges::transform(values, steps.begin(), [&](double value) { return rounded(value); });
    } else {
      random.uniform_at(units.subspan(done, count), counters.subspan(done, count), values);
      std::ranges::transform(values, steps.begin(), [&](double u) { return found(u); });
    }
    done += count;
  }
}

std::uint32_t DelayTable::rounded(double value) const {
  const double steps = std::round(value * rule_.steps_per_unit);
  if (!(steps <= static_cast<double>(longest_delay))) throw_too_long();
  return static_cast<std::uint32_t>(std::max(steps, static_cast<double>(rule_.least)));
}

DelayReader::DelayReader(const SynapseDescription& synapse, std::uint64_t seed)
    : random_(seed, synapse.name, "delays"), matrix_(std::get_if<DelayMatrix>(&synapse.delays)) {
  if (const auto* drawn = std::get_if<DrawnDelay>(&synapse.delays)) table_.emplace(*drawn);
}

void DelayReader::read(const PairBlock& block, BlockDelays& out) const {
  const auto delays = std::span(out).first(block.size());
  if (table_)
    table_->draw(random_, block.units(), block.counters(), delays);
  else if (matrix_)
    for (std::size_t k = 0; k < delays.size(); ++k) delays[k] = matrix_->at(block.post(k), block.pre(k));
  else
    std::ranges::copy(block.delays(), delays.begin());
}

}  // namespace bouton
