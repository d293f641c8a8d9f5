/// Changes of pair-based spike-timing-dependent plasticity, column by column.
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include <bouton/weight_rounding.hpp>

namespace bouton {

struct WeightLimits {
  double least, most;
};

/// Columns that change at the same time: what they share is read once for all of them.
constexpr std::size_t most_at_once = 4;

/// A step's changes of dense columns. That of weight k in column c is `up[k] traces[c] - down[k] x[c]`, times
/// `factors[k]` if there are any.
struct PairStep {
  const double* up;    // Ap xo
  const double* down;  // An to
  const double* factors;
  WeightLimits limits;
  std::array<double, most_at_once> traces;  // te of the presynaptic units
  std::array<double, most_at_once> x;       // their outputs
  std::array<WeightRounding::Draws, most_at_once> draws;
  Unit first_post;  // the unit of the whole layer that weight 0 leads to
};
/// Changes `columns`, at most `most_at_once`, of `count` weights each.
void adjust_dense(std::span<double* const> columns, std::size_t count, const PairStep& step);
void adjust_dense(std::span<float* const> columns, std::size_t count, const PairStep& step);

}  // namespace bouton
