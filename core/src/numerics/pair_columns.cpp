#include "numerics/pair_columns.hpp"

#include <bouton/vectorized.hpp>

namespace bouton {

namespace {

template <std::size_t n, bool modulated, class T>
BOUTON_INLINE void adjust_columns(T* const* columns, std::size_t count, const PairStep& step) {
  const auto [up, down, factors, limits, all_traces, all_x, all_draws, first_post] = step;
  T* w[n];
  double traces[n], x[n];
  WeightRounding::Draws draws[n];
  for (std::size_t c = 0; c < n; ++c)
    w[c] = columns[c], traces[c] = all_traces[c], x[c] = all_x[c], draws[c] = all_draws[c];
  BOUTON_INDEPENDENT_TURNS
  for (std::size_t k = 0; k < count; ++k) {
    const double up_k = up[k], down_k = down[k], factor = modulated ? factors[k] : 1.0;
    for (std::size_t c = 0; c < n; ++c) {
      double change = up_k * traces[c] - down_k * x[c];
      if (modulated) change *= factor;
      double next = static_cast<double>(w[c][k]) + change;
      next = next < limits.least ? limits.least : next;
      next = next > limits.most ? limits.most : next;
      w[c][k] = draws[c].template round<T>(next, first_post + static_cast<Unit>(k));
    }
  }
}

template <bool modulated, class T>
BOUTON_INLINE void adjust_some(std::span<T* const> columns, std::size_t count, const PairStep& step) {
  switch (columns.size()) {
    case 1: return adjust_columns<1, modulated>(columns.data(), count, step);
    case 2: return adjust_columns<2, modulated>(columns.data(), count, step);
    case 3: return adjust_columns<3, modulated>(columns.data(), count, step);
    case 4: return adjust_columns<4, modulated>(columns.data(), count, step);
  }
}

template <class T>
BOUTON_INLINE void adjust_either(std::span<T* const> columns, std::size_t count, const PairStep& step) {
  step.factors ? adjust_some<true>(columns, count, step) : adjust_some<false>(columns, count, step);
}

}  // namespace

BOUTON_VECTORIZED void adjust_dense(std::span<double* const> columns, std::size_t count, const PairStep& step) {
  adjust_either(columns, count, step);
}
BOUTON_VECTORIZED void adjust_dense(std::span<float* const> columns, std::size_t count, const PairStep& step) {
  adjust_either(columns, count, step);
}

}  // namespace bouton
