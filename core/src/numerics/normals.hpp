/// Normal numbers, as they are drawn by Random, many at a time.
#pragma once

#include <cmath>
#include <cstddef>
#include <numbers>

namespace bouton {

/// A standard normal number from two uniform ones in [0, 1), multiples of 2^-53 (Box and Muller 1958,
/// doi:10.1214/aoms/1177706645).
inline double normal_of(double first, double second) {
  return std::sqrt(-2.0 * std::log(1.0 - first)) * std::cos(2.0 * std::numbers::pi * second);
}

/// Fills `out[k]` with float(mean + deviation * normal_of(uniform[2 k], uniform[2 k + 1])), to the bit.
void normals_in_single(const double* uniform, std::size_t count, double mean, double deviation, float* out);

}  // namespace bouton
