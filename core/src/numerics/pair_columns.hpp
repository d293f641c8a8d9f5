/// Changes of pair-based spike-timing-dependent plasticity, column by column.
#pragma once

#include <cstddef>

#include <bouton/signal.hpp>

namespace bouton {

struct WeightLimits {
  double least, most;
};

/// What all weights of a dense column share in a step. The change of weight k is `up[k] trace - down[k] x`, times
/// `factors[k]` if there are any.
struct PairStep {
  const double* up;    // Ap xo
  const double* down;  // An to
  const double* factors;
  double trace;  // te of the presynaptic unit
  double x;      // its output
  WeightLimits limits;
};
void adjust_dense(double* weights, std::size_t count, const PairStep& step);
void adjust_dense(float* weights, std::size_t count, const PairStep& step);

}  // namespace bouton
