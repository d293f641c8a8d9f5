/// What weights do with the errors of the rule, in loops for vector units.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include <bouton/signal.hpp>
#include <bouton/weight_rounding.hpp>

namespace mse {

/// The errors of some steps, one row of `stride` values per step, and what a column needs to meet them.
struct Errors {
  const double* rows;
  std::size_t stride;
  const double* traces;  // of the column's presynaptic unit, one per step
  std::size_t steps;
  double least, most;
  const bouton::WeightRounding::Draws* draws;  // as the traces
  bouton::Unit first_post;                     // the unit of the whole layer that weight 0 leads to
};

/// Several columns that meet a single step.
struct Columns {
  std::span<const bouton::Unit> units;  // presynaptic
  std::size_t size;                     // of each column
  const double* traces;                 // of all units
  const bouton::WeightRounding& rounding;
  std::uint64_t clock;
};

/// The `count` weights of one column meet all steps, one after the other: w <- limit(w + error x trace).
void meet_errors(double* weights, std::size_t count, const Errors& errors);
void meet_errors(float* weights, std::size_t count, const Errors& errors);

/// The weights of several columns meet a single step; `weights` are those of all columns of a dense matrix. False if
/// the columns are too long for it, and nothing was done: `meet_errors` is as fast for those.
bool meet_step_in_each(double* weights, const Columns& columns, const Errors& errors);
bool meet_step_in_each(float* weights, const Columns& columns, const Errors& errors);

}  // namespace mse
