#include "numerics/distribution.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace bouton {

namespace {

/// Rejection of Marsaglia and Tsang 2000 (doi:10.1145/358407.358414); for a shape below 1, its boost by a uniform draw.
/// Each attempt has draws of its own: the attempt's number stands above the 32 bits of the counter.
double draw_gamma(double shape, const Random& random, std::uint64_t unit, std::uint64_t counter) {
  constexpr int attempt_bits = 32;
  if (shape < 1.0) {
    constexpr std::uint64_t boost = std::uint64_t{1} << 63;
    const double u = 1.0 - random.uniform(unit, counter | boost);
    return draw_gamma(shape + 1.0, random, unit, counter) * std::pow(u, 1.0 / shape);
  }
  const double d = shape - 1.0 / 3.0, c = 1.0 / std::sqrt(9.0 * d);
  for (std::uint64_t attempt = 0;; ++attempt) {
    const std::uint64_t at = counter | attempt << attempt_bits;
    const double x = random.normal(unit, at);
    const double v = std::pow(1.0 + c * x, 3);
    const double u = 1.0 - random.uniform(unit, at);
    if (v > 0.0 && std::log(u) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v;
  }
}

double draw_unclipped(const ValueDistribution& rule, const Random& random, std::uint64_t unit, std::uint64_t counter) {
  using Shape = ValueDistribution::Shape;
  switch (rule.shape) {
    case Shape::constant: return rule.first;
    case Shape::uniform: return rule.first + (rule.second - rule.first) * random.uniform(unit, counter);
    case Shape::normal: return rule.first + rule.second * random.normal(unit, counter);
    case Shape::lognormal: return std::exp(rule.first + rule.second * random.normal(unit, counter));
    case Shape::gamma: return rule.second * draw_gamma(rule.first, random, unit, counter);
  }
  return 0.0;
}

}  // namespace

double draw(const ValueDistribution& rule, const Random& random, std::uint64_t unit, std::uint64_t counter) {
  const double value = draw_unclipped(rule, random, unit, counter);
  return rule.clip ? std::clamp(value, rule.clip->first, rule.clip->second) : value;
}

void draw(const ValueDistribution& rule, const Random& random, std::span<const std::uint64_t> units,
          std::span<const std::uint64_t> counters, std::span<double> out) {
  using Shape = ValueDistribution::Shape;
  const double first = rule.first, second = rule.second;
  switch (rule.shape) {
    case Shape::constant: std::ranges::fill(out, first); break;
    case Shape::uniform:
      random.uniform_at(units, counters, out);
      for (double& value : out) value = first + (second - first) * value;
      break;
    case Shape::normal:
    case Shape::lognormal:
      random.normal_at(units, counters, out);
      for (double& value : out) value = first + second * value;
      if (rule.shape == Shape::lognormal)
        for (double& value : out) value = std::exp(value);
      break;
    case Shape::gamma:
      for (std::size_t k = 0; k < out.size(); ++k) out[k] = draw_unclipped(rule, random, units[k], counters[k]);
      break;
  }
  if (rule.clip)
    for (double& value : out) value = std::clamp(value, rule.clip->first, rule.clip->second);
}

void draw(const ValueDistribution& rule, const Random& random, std::span<const std::uint64_t> units,
          std::span<const std::uint64_t> counters, std::span<float> out) {
  if (rule.shape == ValueDistribution::Shape::normal) {
    random.normal_at(units, counters, rule.first, rule.second, out);
    // Rounding keeps the order, so a value may as well be clipped afterwards.
    if (rule.clip)
      for (float& value : out)
        value = std::clamp(value, static_cast<float>(rule.clip->first), static_cast<float>(rule.clip->second));
    return;
  }
  std::array<double, 64> values;
  for (std::size_t done = 0; done < out.size(); done += values.size()) {
    const std::size_t count = std::min(values.size(), out.size() - done);
    const auto some = std::span(values).first(count);
    draw(rule, random, units.subspan(done, count), counters.subspan(done, count), some);
    std::ranges::transform(some, out.begin() + static_cast<std::ptrdiff_t>(done),
                           [](double value) { return static_cast<float>(value); });
  }
}

}  // namespace bouton
