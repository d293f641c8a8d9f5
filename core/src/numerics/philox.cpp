#include "numerics/philox.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <bouton/vectorized.hpp>

namespace bouton {

namespace {

constexpr std::size_t lanes = philox_lanes;

}  // namespace

/// The rounds and constants are those of Salmon et al. 2011 (doi:10.1145/2063384.2063405), section 5.
BOUTON_VECTORIZED void make_blocks_for_any(std::uint64_t key, const std::uint64_t* pairs, const std::uint64_t* counters,
                                           std::uint64_t* out) {
  std::uint32_t word[4][lanes];
  for (std::size_t i = 0; i < lanes; ++i) {
    word[0][i] = static_cast<std::uint32_t>(pairs[i]);
    word[1][i] = static_cast<std::uint32_t>(pairs[i] >> 32);
    word[2][i] = static_cast<std::uint32_t>(counters[i]);
    word[3][i] = static_cast<std::uint32_t>(counters[i] >> 32);
  }
  std::uint32_t key0 = static_cast<std::uint32_t>(key), key1 = static_cast<std::uint32_t>(key >> 32);
  for (int round = 0; round < 10; ++round) {
    // The products in a loop of their own: GCC vectorises the two only apart.
    std::uint64_t p[lanes], q[lanes];
    for (std::size_t i = 0; i < lanes; ++i) {
      p[i] = std::uint64_t{0xD2511F53} * word[0][i];
      q[i] = std::uint64_t{0xCD9E8D57} * word[2][i];
    }
    for (std::size_t i = 0; i < lanes; ++i) {
      word[0][i] = static_cast<std::uint32_t>(q[i] >> 32) ^ word[1][i] ^ key0;
      word[1][i] = static_cast<std::uint32_t>(q[i]);
      word[2][i] = static_cast<std::uint32_t>(p[i] >> 32) ^ word[3][i] ^ key1;
      word[3][i] = static_cast<std::uint32_t>(p[i]);
    }
    key0 += 0x9E3779B9;
    key1 += 0xBB67AE85;
  }
  for (std::size_t i = 0; i < lanes; ++i) {
    out[2 * i] = word[0][i] | std::uint64_t{word[1][i]} << 32;
    out[2 * i + 1] = word[2][i] | std::uint64_t{word[3][i]} << 32;
  }
}

namespace {

#if defined(__x86_64__)
/// The same with the one instruction that compilers do not find: eight products of 32-bit numbers in 64-bit lanes.
BOUTON_FOR_AVX512 void make_blocks_with_avx512(std::uint64_t key, const std::uint64_t* pairs,
                                               const std::uint64_t* counters, std::uint64_t* out) {
  typedef unsigned long long Words __attribute__((vector_size(64)));
  constexpr std::size_t count = lanes / 8;
  const auto a = _mm512_set1_epi64(0xD2511F53), b = _mm512_set1_epi64(0xCD9E8D57);
  // A word stands in the lower half of its lane; what is above it is of no account, save at the end.
  Words word[4][count];
  for (std::size_t i = 0; i < count; ++i) {
    word[0][i] = (Words)_mm512_loadu_si512(pairs + 8 * i);
    word[1][i] = word[0][i] >> 32;
    word[2][i] = (Words)_mm512_loadu_si512(counters + 8 * i);
    word[3][i] = word[2][i] >> 32;
  }
  std::uint32_t key0 = static_cast<std::uint32_t>(key), key1 = static_cast<std::uint32_t>(key >> 32);
  for (int round = 0; round < 10; ++round) {
    for (std::size_t i = 0; i < count; ++i) {
      // All lanes are wanted; the form without a mask makes GCC 12 warn of its own header.
      const Words p = (Words)_mm512_maskz_mul_epu32(0xff, a, (__m512i)word[0][i]);
      const Words q = (Words)_mm512_maskz_mul_epu32(0xff, b, (__m512i)word[2][i]);
      word[0][i] = (q >> 32) ^ word[1][i] ^ key0;
      word[1][i] = q;
      word[2][i] = (p >> 32) ^ word[3][i] ^ key1;
      word[3][i] = p;
    }
    key0 += 0x9E3779B9;
    key1 += 0xBB67AE85;
  }
  constexpr std::uint64_t low = 0xffffffff;
  const auto in_front = _mm512_setr_epi64(0, 8, 1, 9, 2, 10, 3, 11);
  const auto behind = _mm512_setr_epi64(4, 12, 5, 13, 6, 14, 7, 15);
  for (std::size_t i = 0; i < count; ++i) {
    const auto even = (__m512i)((word[0][i] & low) | word[1][i] << 32);
    const auto odd = (__m512i)((word[2][i] & low) | word[3][i] << 32);
    _mm512_storeu_si512(out + 16 * i, _mm512_permutex2var_epi64(even, in_front, odd));
    _mm512_storeu_si512(out + 16 * i + 8, _mm512_permutex2var_epi64(even, behind, odd));
  }
}
#endif

}  // namespace

void make_blocks(std::uint64_t key, const std::uint64_t* pairs, const std::uint64_t* counters, std::uint64_t* out) {
#if defined(__x86_64__)
  if (vector_unit() == VectorUnit::avx512) return make_blocks_with_avx512(key, pairs, counters, out);
#endif
  make_blocks_for_any(key, pairs, counters, out);
}

}  // namespace bouton
