#include "numerics/pair_columns.hpp"

#include <bouton/vectorized.hpp>

namespace bouton {

namespace {

template <bool modulated, class T>
BOUTON_INLINE void adjust_column(T* w, std::size_t count, const PairStep& step) {
  const auto [up, down, factors, trace, x, limits] = step;
  BOUTON_INDEPENDENT_TURNS
  for (std::size_t k = 0; k < count; ++k) {
    double change = up[k] * trace - down[k] * x;
    if (modulated) change *= factors[k];
    double next = static_cast<double>(w[k]) + change;
    next = next < limits.least ? limits.least : next;
    next = next > limits.most ? limits.most : next;
    w[k] = static_cast<T>(next);
  }
}

template <class T>
BOUTON_INLINE void adjust_either(T* w, std::size_t count, const PairStep& step) {
  step.factors ? adjust_column<true>(w, count, step) : adjust_column<false>(w, count, step);
}

}  // namespace

BOUTON_VECTORIZED void adjust_dense(double* w, std::size_t n, const PairStep& step) { adjust_either(w, n, step); }
BOUTON_VECTORIZED void adjust_dense(float* w, std::size_t n, const PairStep& step) { adjust_either(w, n, step); }

}  // namespace bouton
