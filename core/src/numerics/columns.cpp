#include "numerics/columns.hpp"

#include <algorithm>
#include <cstdint>

#include <bouton/vectorized.hpp>

namespace bouton {

namespace {

/// Columns that are added at the same time: the sums are read and written once for all of them, and as many streams of
/// weights come from memory. Each sum still adds them one after the other.
constexpr std::size_t group = 8;

/// Adds `count` columns (at most `group`), each times its factor where `scaled`.
template <std::size_t count, bool scaled, class T>
BOUTON_INLINE void add_columns(const T* const* columns, const double* factors, std::size_t posts, double* sums) {
  const T* w[count];
  double x[count];
  for (std::size_t c = 0; c < count; ++c) w[c] = columns[c], x[c] = scaled ? factors[c] : 1.0;
  BOUTON_INDEPENDENT_TURNS
  for (std::size_t k = 0; k < posts; ++k) {
    double sum = sums[k];
    for (std::size_t c = 0; c < count; ++c) {
      const double weight = w[c][k];
      sum += scaled ? weight * x[c] : weight;
    }
    sums[k] = sum;
  }
}

template <bool scaled, class T>
BOUTON_INLINE void add_some(const T* const* columns, const double* factors, std::size_t count, std::size_t posts,
                            double* sums) {
  std::size_t c = 0;
  if (count == group) return add_columns<group, scaled>(columns, factors, posts, sums);
  if (count - c >= 4) add_columns<4, scaled>(columns + c, factors + c, posts, sums), c += 4;
  if (count - c >= 2) add_columns<2, scaled>(columns + c, factors + c, posts, sums), c += 2;
  if (count - c >= 1) add_columns<1, scaled>(columns + c, factors + c, posts, sums);
}

template <class T>
BOUTON_INLINE void add_dense_as(const Signal& x, const T* w, std::size_t posts, double* sums) {
  const T* columns[group];
  double factors[group] = {};
  std::size_t count = 0;
  if (x.is_spikes) {
    for (const Unit pre : x.active) {
      columns[count++] = w + pre * posts;
      if (count == group) add_some<false>(columns, factors, count, posts, sums), count = 0;
    }
    add_some<false>(columns, factors, count, posts, sums);
    return;
  }
  for (std::size_t pre = 0; pre < x.values.size(); ++pre) {
    if (x.values[pre] == 0.0) continue;
    factors[count] = x.values[pre];
    columns[count++] = w + pre * posts;
    if (count == group) add_some<true>(columns, factors, count, posts, sums), count = 0;
  }
  add_some<true>(columns, factors, count, posts, sums);
}

/// `w[k]` is the weight of unit k of the slice.
template <class Weights>
BOUTON_INLINE void add_diagonal_as(const Signal& x, Weights w, Slice slice, double* sums) {
  if (x.is_spikes) {
    const auto first = std::ranges::lower_bound(x.active, slice.begin);
    const auto end = std::ranges::lower_bound(first, x.active.end(), slice.end);
    for (auto pre = first; pre != end; ++pre) sums[*pre - slice.begin] += w[*pre - slice.begin];
    return;
  }
  const double* values = x.values.data() + slice.begin;
  const std::size_t size = std::clamp<std::size_t>(x.values.size(), slice.begin, slice.end) - slice.begin;
  // A choice rather than a branch, which could not be foreseen.
  BOUTON_INDEPENDENT_TURNS
  for (std::size_t k = 0; k < size; ++k) {
    const double sum = sums[k], more = sum + w[k] * values[k];
    sums[k] = values[k] != 0.0 ? more : sum;
  }
}

}  // namespace

BOUTON_VECTORIZED void add_dense(const Signal& x, const double* w, std::size_t posts, double* sums) {
  add_dense_as(x, w, posts, sums);
}
BOUTON_VECTORIZED void add_dense(const Signal& x, const float* w, std::size_t posts, double* sums) {
  add_dense_as(x, w, posts, sums);
}

BOUTON_VECTORIZED void add_dense(const Signal& x, SameWeight w, std::size_t posts, double* sums) {
  if (x.is_spikes) {
    const std::size_t count = x.active.size();
    for (std::size_t k = 0; k < posts; ++k) {
      double sum = sums[k];
      for (std::size_t i = 0; i < count; ++i) sum += w.value;
      sums[k] = sum;
    }
    return;
  }
  for (const double value : x.values) {
    if (value == 0.0) continue;
    const double contribution = w.value * value;
    for (std::size_t k = 0; k < posts; ++k) sums[k] += contribution;
  }
}

BOUTON_VECTORIZED void add_diagonal(const Signal& x, const double* w, Slice slice, double* sums) {
  add_diagonal_as(x, w, slice, sums);
}
BOUTON_VECTORIZED void add_diagonal(const Signal& x, const float* w, Slice slice, double* sums) {
  add_diagonal_as(x, w, slice, sums);
}
BOUTON_VECTORIZED void add_diagonal(const Signal& x, Negative<double> w, Slice slice, double* sums) {
  add_diagonal_as(x, w, slice, sums);
}
BOUTON_VECTORIZED void add_diagonal(const Signal& x, Negative<float> w, Slice slice, double* sums) {
  add_diagonal_as(x, w, slice, sums);
}
BOUTON_VECTORIZED void add_diagonal(const Signal& x, SameWeight w, Slice slice, double* sums) {
  add_diagonal_as(x, w, slice, sums);
}

}  // namespace bouton
