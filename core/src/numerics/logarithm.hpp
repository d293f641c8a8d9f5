/// A logarithm that vector instructions compute.
#pragma once

#include <bit>
#include <cstdint>
#include <numbers>

#include <bouton/vectorized.hpp>

namespace bouton {

/// log(x) for a normal number x > 0, with an error of a few units in the last place; not to the bit what std::log
/// gives. x = 2^k m with m between sqrt(1/2) and sqrt(2), and log(m) = 2 (s + s^3 / 3 + s^5 / 5 + ...) with
/// s = (m - 1) / (m + 1).
BOUTON_INLINE double approximate_log(double x) {
  constexpr std::uint64_t one = std::bit_cast<std::uint64_t>(1.0), exponent = std::bit_cast<std::uint64_t>(0x1p52);
  constexpr std::uint64_t root = 0x3fe6a09e00000000, mantissa = 0x000fffffffffffff;
  const std::uint64_t shifted = std::bit_cast<std::uint64_t>(x) + (one - root);
  // A number below 2^32, put below the exponent of 2^52, is that number plus 2^52.
  const double k = std::bit_cast<double>(exponent | shifted >> 52) - (0x1p52 + 1023);
  const double f = std::bit_cast<double>((shifted & mantissa) + root) - 1.0;
  const double s = f / (2.0 + f), z = s * s;
  double sum = 1.0 / 17;
  sum = sum * z + 1.0 / 15;
  sum = sum * z + 1.0 / 13;
  sum = sum * z + 1.0 / 11;
  sum = sum * z + 1.0 / 9;
  sum = sum * z + 1.0 / 7;
  sum = sum * z + 1.0 / 5;
  sum = sum * z + 1.0 / 3;
  sum = sum * z + 1.0;
  return k * std::numbers::ln2 + 2.0 * s * sum;
}

}  // namespace bouton
