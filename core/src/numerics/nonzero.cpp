#include "numerics/nonzero.hpp"

#include <bit>
#include <cstdint>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <bouton/vectorized.hpp>

namespace bouton {

namespace {

/// The part of the work that needs no vector unit: from value `i` on.
std::size_t list_from(std::size_t i, std::span<const double> values, Unit first, Unit* begin, Unit* out) {
  // Eight at a time, since most are zero.
  constexpr std::size_t group = 8;
  for (; i + group <= values.size(); i += group) {
    const double* v = values.data() + i;
    std::uint64_t any = 0;
    for (std::size_t k = 0; k < group; ++k) any |= std::bit_cast<std::uint64_t>(v[k]);
    if (any == 0) continue;
    for (std::size_t k = 0; k < group; ++k) {
      *out = first + static_cast<Unit>(i + k);
      out += v[k] != 0.0;
    }
  }
  for (; i < values.size(); ++i)
    if (values[i] != 0.0) *out++ = first + static_cast<Unit>(i);
  return static_cast<std::size_t>(out - begin);
}

#if defined(__x86_64__)
/// Sixteen at a time and without a branch for each: which are active cannot be foreseen. Compilers do not find this.
BOUTON_FOR_AVX512 std::size_t list_with_avx512(std::span<const double> values, Unit first, Unit* begin) {
  constexpr std::size_t group = 16;
  static_assert(group <= list_slack);
  const __m512d zero = _mm512_setzero_pd();
  const __m512i counting = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  Unit* out = begin;
  std::size_t i = 0;
  for (; i + group <= values.size(); i += group) {
    const unsigned low = _mm512_cmp_pd_mask(_mm512_loadu_pd(&values[i]), zero, _CMP_NEQ_UQ);
    const unsigned high = _mm512_cmp_pd_mask(_mm512_loadu_pd(&values[i + 8]), zero, _CMP_NEQ_UQ);
    const auto set = static_cast<__mmask16>(low | high << 8);
    const __m512i units = _mm512_add_epi32(_mm512_set1_epi32(static_cast<int>(first + i)), counting);
    _mm512_storeu_si512(out, _mm512_maskz_compress_epi32(set, units));
    out += std::popcount(static_cast<unsigned>(set));
  }
  // GCC forgets it before a tail call; what follows would be slow with the upper halves in use.
  _mm256_zeroupper();
  return list_from(i, values, first, begin, out);
}
#endif

}  // namespace

std::size_t list_nonzero(std::span<const double> values, Unit first, Unit* out) {
#if defined(__x86_64__)
  if (vector_unit() == VectorUnit::avx512) return list_with_avx512(values, first, out);
#endif
  return list_from(0, values, first, out, out);
}

}  // namespace bouton
