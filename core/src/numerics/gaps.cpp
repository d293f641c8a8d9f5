#include "numerics/gaps.hpp"

#include <cmath>

#include <bouton/vectorized.hpp>

#include "numerics/logarithm.hpp"

namespace bouton {

/// Nothing but a quotient very close to a whole number leaves a doubt what the exact one would be rounded to: the error
/// is smaller by orders of magnitude than what counts as close. Those in doubt become -1.
BOUTON_VECTORIZED void draw_gaps_or_doubt(const double* uniform, std::size_t count, double log_miss, double* gaps) {
  constexpr double close = 1e-12, largest = 0x1p50;
  const double factor = 1.0 / log_miss;
  for (std::size_t i = 0; i < count; ++i) {
    const double quotient = approximate_log(1.0 - uniform[i]) * factor;
    const double nearest = (quotient + 0x1p52) - 0x1p52, above = quotient - nearest;
    const double floor = nearest - (above < 0.0 ? 1.0 : 0.0);
    const double margin = close * (1.0 + quotient);
    const bool is_certain = (above > margin) | (above < -margin);
    gaps[i] = (is_certain & (quotient < largest)) ? floor : -1.0;
  }
}

void draw_gaps(const double* uniform, std::size_t count, double log_miss, double* gaps) {
  draw_gaps_or_doubt(uniform, count, log_miss, gaps);
  for (std::size_t i = 0; i < count; ++i)
    if (gaps[i] < 0) gaps[i] = std::floor(std::log1p(-uniform[i]) / log_miss);
}

}  // namespace bouton
