#include "numerics/distribution.hpp"

#include <algorithm>
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

}  // namespace bouton
