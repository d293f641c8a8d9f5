/// How many trials fail before one succeeds.
#pragma once

#include <cstddef>

namespace bouton {

/// For each uniform number u in [0, 1), a multiple of 2^-53: floor(log1p(-u) / log_miss), which follows the geometric
/// distribution where a trial fails with the probability exp(log_miss) < 1. Many at a time.
void draw_gaps(const double* uniform, std::size_t count, double log_miss, double* gaps);

}  // namespace bouton
