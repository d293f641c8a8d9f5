#include "numerics/normals.hpp"

#include <bouton/vectorized.hpp>

#include "numerics/logarithm.hpp"

namespace bouton {

namespace {

/// cos(2 pi u) for 0 <= u < 1 with an error below 1e-14: by the series of the cosine or of the sine of what is left of
/// the nearest quarter.
BOUTON_INLINE double approximate_cos_of_turn(double u) {
  const double quarter = (4.0 * u + 0x1.8p52) - 0x1.8p52, x = (4.0 * u - quarter) * (std::numbers::pi / 2), z = x * x;
  double cosine = -1.0 / 87178291200;
  cosine = cosine * z + 1.0 / 479001600;
  cosine = cosine * z - 1.0 / 3628800;
  cosine = cosine * z + 1.0 / 40320;
  cosine = cosine * z - 1.0 / 720;
  cosine = cosine * z + 1.0 / 24;
  cosine = cosine * z - 1.0 / 2;
  cosine = cosine * z + 1.0;
  double sine = -1.0 / 1307674368000;
  sine = sine * z + 1.0 / 6227020800;
  sine = sine * z - 1.0 / 39916800;
  sine = sine * z + 1.0 / 362880;
  sine = sine * z - 1.0 / 5040;
  sine = sine * z + 1.0 / 120;
  sine = sine * z - 1.0 / 6;
  sine = (sine * z + 1.0) * x;
  // cos(x), -sin(x), -cos(x), sin(x), cos(x)
  const bool is_odd = (quarter == 1.0) | (quarter == 3.0), is_negative = (quarter == 1.0) | (quarter == 2.0);
  const double magnitude = is_odd ? sine : cosine;
  return is_negative ? -magnitude : magnitude;
}

}  // namespace

/// Approximate values are rounded down and up by more than their error. Where both become the same float, it is that of
/// the exact value; else the two floats differ.
BOUTON_VECTORIZED void approximate_normals(const double* uniform, std::size_t count, double mean, double deviation,
                                           float* low, float* high) {
  // The error of a normal number, which is below 9, and of the sum.
  constexpr double of_normal = 1e-12, of_sum = 1e-15;
  const double margin = of_normal * (deviation < 0 ? -deviation : deviation) + of_sum * (mean < 0 ? -mean : mean);
  for (std::size_t k = 0; k < count; ++k) {
    const double radius = __builtin_sqrt(-2.0 * approximate_log(1.0 - uniform[2 * k]));
    const double value = mean + deviation * (radius * approximate_cos_of_turn(uniform[2 * k + 1]));
    low[k] = static_cast<float>(value - margin);
    high[k] = static_cast<float>(value + margin);
  }
}

void normals_in_single(const double* uniform, std::size_t count, double mean, double deviation, float* out) {
  constexpr std::size_t at_once = 64;
  float high[at_once];
  for (std::size_t done = 0; done < count; done += at_once) {
    const std::size_t some = count - done < at_once ? count - done : at_once;
    approximate_normals(uniform + 2 * done, some, mean, deviation, out + done, high);
    for (std::size_t k = done; k < done + some; ++k)
      if (!(out[k] == high[k - done]))
        out[k] = static_cast<float>(mean + deviation * normal_of(uniform[2 * k], uniform[2 * k + 1]));
  }
}

}  // namespace bouton
