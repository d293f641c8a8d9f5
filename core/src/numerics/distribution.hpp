/// Values drawn from a distribution, each a function of where it belongs.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <utility>

#include <bouton/random.hpp>

namespace bouton {

/// A rule that gives every weight, or every unit's parameter, its value.
struct ValueDistribution {
  enum class Shape {
    constant,   ///< first
    uniform,    ///< from first up to second
    normal,     ///< mean first, standard deviation second
    lognormal,  ///< exp of a normal value with mean first and standard deviation second
    gamma,      ///< shape first, scale second
  } shape = Shape::constant;
  double first = 0.0;
  double second = 0.0;
  std::optional<std::pair<double, double>> clip = std::nullopt;  ///< smallest and largest value
};

/// The value at (unit, counter); `counter` < 2^32.
double draw(const ValueDistribution& rule, const Random& random, std::uint64_t unit, std::uint64_t counter);
/// Fills `out[k]` with the value at (units[k], counters[k]), many at a time. All three have the same size.
void draw(const ValueDistribution& rule, const Random& random, std::span<const std::uint64_t> units,
          std::span<const std::uint64_t> counters, std::span<double> out);
/// The same, rounded.
void draw(const ValueDistribution& rule, const Random& random, std::span<const std::uint64_t> units,
          std::span<const std::uint64_t> counters, std::span<float> out);

}  // namespace bouton
