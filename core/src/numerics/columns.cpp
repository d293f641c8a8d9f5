#include "numerics/columns.hpp"

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

/// Adds some weights, all to different sums, each times `factor` where `scaled`. Four at a time: a compiler does not
/// know that the sums are different.
template <bool scaled, class T>
BOUTON_INLINE void add_entries(const T* w, const Unit* posts, std::size_t count, double factor, double* sums) {
  const auto term = [&](std::size_t i) { return scaled ? w[i] * factor : static_cast<double>(w[i]); };
  std::size_t i = 0;
  for (; i + 4 <= count; i += 4) {
    double *a = sums + posts[i], *b = sums + posts[i + 1], *c = sums + posts[i + 2], *d = sums + posts[i + 3];
    const double x = *a + term(i), y = *b + term(i + 1), z = *c + term(i + 2), u = *d + term(i + 3);
    *a = x, *b = y, *c = z, *d = u;
  }
  for (; i < count; ++i) sums[posts[i]] += term(i);
}

template <class T>
void add_sparse_as(const Signal& x, const T* w, const std::size_t* offsets, const Unit* posts, double* sums) {
  if (x.is_spikes) {
    for (const Unit pre : x.active)
      add_entries<false>(w + offsets[pre], posts + offsets[pre], offsets[pre + 1] - offsets[pre], 1.0, sums);
    return;
  }
  for (std::size_t pre = 0; pre < x.values.size(); ++pre)
    if (const double value = x.values[pre]; value != 0.0)
      add_entries<true>(w + offsets[pre], posts + offsets[pre], offsets[pre + 1] - offsets[pre], value, sums);
}

template <class T>
void add_diagonal_as(const Signal& x, const T* w, Slice slice, double* sums) {
  if (x.is_spikes) {
    for (const Unit pre : x.active)
      if (pre >= slice.begin && pre < slice.end) sums[pre - slice.begin] += w[pre - slice.begin];
    return;
  }
  const std::size_t end = slice.end < x.values.size() ? slice.end : x.values.size();
  for (std::size_t pre = slice.begin; pre < end; ++pre)
    if (const double value = x.values[pre]; value != 0.0) sums[pre - slice.begin] += w[pre - slice.begin] * value;
}

}  // namespace

BOUTON_VECTORIZED void add_dense(const Signal& x, const double* w, std::size_t posts, double* sums) {
  add_dense_as(x, w, posts, sums);
}
BOUTON_VECTORIZED void add_dense(const Signal& x, const float* w, std::size_t posts, double* sums) {
  add_dense_as(x, w, posts, sums);
}

void add_sparse(const Signal& x, const double* w, const std::size_t* offsets, const Unit* posts, double* sums) {
  add_sparse_as(x, w, offsets, posts, sums);
}
void add_sparse(const Signal& x, const float* w, const std::size_t* offsets, const Unit* posts, double* sums) {
  add_sparse_as(x, w, offsets, posts, sums);
}

void add_diagonal(const Signal& x, const double* w, Slice slice, double* sums) { add_diagonal_as(x, w, slice, sums); }
void add_diagonal(const Signal& x, const float* w, Slice slice, double* sums) { add_diagonal_as(x, w, slice, sums); }

}  // namespace bouton
