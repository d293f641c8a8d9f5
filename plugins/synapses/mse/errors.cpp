#include "errors.hpp"

#include <array>
#include <cstring>

#include <bouton/vectorized.hpp>

namespace mse {

namespace {

/// What WeightRounding::Draws::round does, of a pack of weights; the first of them leads to `first_post`.
template <class T, std::size_t lanes, class Pack>
BOUTON_INLINE void round(Pack& w, bouton::WeightRounding::Draws draws, std::size_t first_post) {
  if constexpr (!std::is_same_v<T, double>) {
    typedef std::uint64_t Bits __attribute__((vector_size(lanes * sizeof(std::uint64_t))));
    typedef T Stored __attribute__((vector_size(lanes * sizeof(T))));
    std::uint64_t random[lanes];
    for (std::size_t lane = 0; lane < lanes; ++lane)
      random[lane] = draws.bits(static_cast<bouton::Unit>(first_post + lane)) >> 3;
    Bits bits;
    std::memcpy(&bits, random, sizeof bits);
    bits = (bits + (Bits)w) & ~(Bits{} + bouton::WeightRounding::Draws::dropped);
    w = __builtin_convertvector(__builtin_convertvector((Pack)bits, Stored), Pack);
  }
}

/// w <- limit(w + error x trace), of a pack of weights.
template <class Pack>
BOUTON_INLINE void meet(Pack& w, const Pack& error, double trace, const Pack& least, const Pack& most) {
  w += error * trace;
  w = w < least ? least : w;
  w = w > most ? most : w;
}

/// Weights meet all steps, one after the other: w <- limit(w + error x trace). The `packs` vectors of `lanes` weights
/// that begin at the places `at` stay in registers from step to step; a loop over single weights is not compiled to
/// that.
template <std::size_t lanes, std::size_t packs, class T>
BOUTON_INLINE void meet_packs(T* weights, const std::array<std::size_t, packs>& at, const Errors& e) {
  typedef double Pack __attribute__((vector_size(lanes * sizeof(double))));
  typedef T Stored __attribute__((vector_size(lanes * sizeof(T))));
  const Pack least = Pack{} + e.least, most = Pack{} + e.most;
  Pack w[packs];
  for (std::size_t p = 0; p < packs; ++p) {
    Stored stored;
    std::memcpy(&stored, weights + at[p], sizeof stored);
    w[p] = __builtin_convertvector(stored, Pack);
  }
  for (std::size_t step = 0; step < e.steps; ++step) {
    const double* row = e.rows + step * e.stride;
    const double trace = e.traces[step];
    for (std::size_t p = 0; p < packs; ++p) {
      Pack error;
      std::memcpy(&error, row + at[p], sizeof error);
      meet(w[p], error, trace, least, most);
      round<T, lanes>(w[p], e.draws[step], e.first_post + at[p]);
    }
  }
  for (std::size_t p = 0; p < packs; ++p) {
    const Stored stored = __builtin_convertvector(w[p], Stored);
    std::memcpy(weights + at[p], &stored, sizeof stored);
  }
}

/// All weights of a column. The last pack may overlap the one before: both are worked out from the same weights.
template <std::size_t lanes, class T>
BOUTON_INLINE void meet_column(T* w, std::size_t count, const Errors& e) {
  if (count < lanes) {
    if constexpr (lanes > 1) meet_column<lanes / 2>(w, count, e);
    return;
  }
  const std::size_t packs = (count + lanes - 1) / lanes, last = count - lanes;
  std::size_t p = 0, k = 0;
  for (; p + 5 < packs; p += 4, k += 4 * lanes)
    meet_packs<lanes, 4>(w, {k, k + lanes, k + 2 * lanes, k + 3 * lanes}, e);
  switch (packs - p) {
    case 1: return meet_packs<lanes, 1>(w, {last}, e);
    case 2: return meet_packs<lanes, 2>(w, {k, last}, e);
    case 3: return meet_packs<lanes, 3>(w, {k, k + lanes, last}, e);
    case 4: return meet_packs<lanes, 4>(w, {k, k + lanes, k + 2 * lanes, last}, e);
    case 5: return meet_packs<lanes, 5>(w, {k, k + lanes, k + 2 * lanes, k + 3 * lanes, last}, e);
  }
}

/// All weights of a column meet a single step.
template <class T>
BOUTON_INLINE void meet_step(T* w, std::size_t count, const Errors& e) {
  const auto [errors, stride, traces, steps, least, most, all_draws, first_post] = e;
  const double trace = traces[0];
  const auto draws = all_draws[0];
  BOUTON_INDEPENDENT_TURNS
  for (std::size_t k = 0; k < count; ++k) {
    double next = static_cast<double>(w[k]) + errors[k] * trace;
    next = next < least ? least : next;
    next = next > most ? most : next;
    w[k] = draws.template round<T>(next, first_post + static_cast<bouton::Unit>(k));
  }
}
BOUTON_VECTORIZED void meet_error(double* w, std::size_t count, const Errors& e) { meet_step(w, count, e); }
BOUTON_VECTORIZED void meet_error(float* w, std::size_t count, const Errors& e) { meet_step(w, count, e); }

#if defined(__x86_64__)
template <class T>
BOUTON_FOR_AVX512 void meet_with_avx512(T* w, std::size_t count, const Errors& e) {
  meet_column<8>(w, count, e);
}
template <class T>
BOUTON_FOR_AVX2 void meet_with_avx2(T* w, std::size_t count, const Errors& e) {
  meet_column<4>(w, count, e);
}
#endif

template <class T>
void meet_all(T* w, std::size_t count, const Errors& e) {
  if (e.steps == 1) return meet_error(w, count, e);
#if defined(__x86_64__)
  if (bouton::vector_unit() == bouton::VectorUnit::avx512) return meet_with_avx512(w, count, e);
  if (bouton::vector_unit() == bouton::VectorUnit::avx2) return meet_with_avx2(w, count, e);
#endif
  meet_column<2>(w, count, e);
}

/// The errors of the step stay in registers from column to column.
template <std::size_t lanes, std::size_t packs, class T>
BOUTON_INLINE void meet_packs_of_each(T* weights, const Columns& columns, const Errors& e) {
  typedef double Pack __attribute__((vector_size(lanes * sizeof(double))));
  typedef T Stored __attribute__((vector_size(lanes * sizeof(T))));
  const Pack least = Pack{} + e.least, most = Pack{} + e.most;
  const auto at = [&](std::size_t p) { return p + 1 < packs ? p * lanes : columns.size - lanes; };
  Pack errors[packs];
  for (std::size_t p = 0; p < packs; ++p) std::memcpy(&errors[p], e.rows + at(p), sizeof(Pack));
  for (const bouton::Unit unit : columns.units) {
    T* const w = weights + unit * columns.size;
    const double trace = columns.traces[unit];
    const auto draws = columns.rounding.draws(unit, columns.clock);
    Stored stored[packs];
    for (std::size_t p = 0; p < packs; ++p) std::memcpy(&stored[p], w + at(p), sizeof(Stored));
    for (std::size_t p = 0; p < packs; ++p) {
      Pack next = __builtin_convertvector(stored[p], Pack);
      meet(next, errors[p], trace, least, most);
      round<T, lanes>(next, draws, e.first_post + at(p));
      stored[p] = __builtin_convertvector(next, Stored);
    }
    for (std::size_t p = 0; p < packs; ++p) std::memcpy(w + at(p), &stored[p], sizeof(Stored));
  }
}

/// Where columns are short; `meet_errors` is as fast for one that is not. False if it did nothing.
template <std::size_t lanes, class T>
BOUTON_INLINE bool meet_each(T* weights, const Columns& columns, const Errors& e) {
  if (columns.size < lanes) {
    if constexpr (lanes > 1) return meet_each<lanes / 2>(weights, columns, e);
    return true;
  }
  switch ((columns.size + lanes - 1) / lanes) {
    case 1: return meet_packs_of_each<lanes, 1>(weights, columns, e), true;
    case 2: return meet_packs_of_each<lanes, 2>(weights, columns, e), true;
    case 3: return meet_packs_of_each<lanes, 3>(weights, columns, e), true;
    case 4: return meet_packs_of_each<lanes, 4>(weights, columns, e), true;
  }
  return false;
}

#if defined(__x86_64__)
template <class T>
BOUTON_FOR_AVX512 bool meet_each_with_avx512(T* weights, const Columns& columns, const Errors& e) {
  return meet_each<8>(weights, columns, e);
}
template <class T>
BOUTON_FOR_AVX2 bool meet_each_with_avx2(T* weights, const Columns& columns, const Errors& e) {
  return meet_each<4>(weights, columns, e);
}
#endif

template <class T>
bool meet_one_in_each(T* weights, const Columns& columns, const Errors& e) {
#if defined(__x86_64__)
  if (bouton::vector_unit() == bouton::VectorUnit::avx512) return meet_each_with_avx512(weights, columns, e);
  if (bouton::vector_unit() == bouton::VectorUnit::avx2) return meet_each_with_avx2(weights, columns, e);
#endif
  return meet_each<2>(weights, columns, e);
}

}  // namespace

void meet_errors(double* weights, std::size_t count, const Errors& errors) { meet_all(weights, count, errors); }
void meet_errors(float* weights, std::size_t count, const Errors& errors) { meet_all(weights, count, errors); }

bool meet_step_in_each(double* weights, const Columns& columns, const Errors& errors) {
  return meet_one_in_each(weights, columns, errors);
}
bool meet_step_in_each(float* weights, const Columns& columns, const Errors& errors) {
  return meet_one_in_each(weights, columns, errors);
}

}  // namespace mse
