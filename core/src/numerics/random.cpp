#include <bouton/random.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <iterator>
#include <numbers>

#include <Random123/philox.h>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <bouton/vectorized.hpp>

#include "numerics/from_bits.hpp"
#include "numerics/hash.hpp"

namespace bouton {

namespace {

/// With a separator, so that ("ab", "c") and ("a", "bc") differ.
std::uint64_t hash(std::uint64_t h, std::string_view text) { return fnv1a("\xff", fnv1a(text, h)); }

/// Blocks that are made at the same time, one in each lane.
constexpr std::size_t lanes = 16;

/// Which blocks these are: lane i has the pair of units `pair + (i & pair_mask)`, and the counter alike.
struct Blocks {
  std::uint64_t pair, pair_mask;
  std::uint64_t counter, counter_mask;
};
constexpr std::uint64_t same = 0, ascending = ~std::uint64_t{0};

}  // namespace

/// Philox4x32-10 for `lanes` blocks; two words of 64 bits from each. The rounds and constants are those of Salmon et
/// al. 2011, section 5.
BOUTON_VECTORIZED void make_blocks(std::uint64_t key, const Blocks& b, std::uint64_t* out) {
  std::uint32_t word[4][lanes];
  for (std::size_t i = 0; i < lanes; ++i) {
    const std::uint64_t pair = b.pair + (i & b.pair_mask), counter = b.counter + (i & b.counter_mask);
    word[0][i] = static_cast<std::uint32_t>(pair);
    word[1][i] = static_cast<std::uint32_t>(pair >> 32);
    word[2][i] = static_cast<std::uint32_t>(counter);
    word[3][i] = static_cast<std::uint32_t>(counter >> 32);
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

/// `to_unit_interval` with operations that all vector units have. A number below 2^32, put below the exponent of 2^52,
/// is that number plus 2^52.
BOUTON_VECTORIZED void all_to_unit_interval(const std::uint64_t* bits, std::size_t count, double* out) {
  constexpr std::uint64_t exponent = std::bit_cast<std::uint64_t>(0x1p52), low = 0xffffffff;
  for (std::size_t i = 0; i < count; ++i) {
    const double upper = std::bit_cast<double>(exponent | bits[i] >> 32) - 0x1p52;
    const double lower = std::bit_cast<double>(exponent | (bits[i] & low) >> 11) - 0x1p52;
    out[i] = (upper * 0x1p21 + lower) * 0x1p-53;
  }
}

namespace {

#if defined(__x86_64__)
/// The same with the one instruction that compilers do not find: eight products of 32-bit numbers in 64-bit lanes.
BOUTON_FOR_AVX512 void make_blocks_with_avx512(std::uint64_t key, const Blocks& blocks, std::uint64_t* out) {
  typedef unsigned long long Words __attribute__((vector_size(64)));
  constexpr std::size_t count = lanes / 8;
  const auto a = _mm512_set1_epi64(0xD2511F53), b = _mm512_set1_epi64(0xCD9E8D57);
  // A word stands in the lower half of its lane; what is above it is of no account, save at the end.
  Words word[4][count];
  for (std::size_t i = 0; i < count; ++i) {
    const Words lane = Words{0, 1, 2, 3, 4, 5, 6, 7} + 8 * i;
    word[0][i] = blocks.pair + (lane & blocks.pair_mask);
    word[1][i] = word[0][i] >> 32;
    word[2][i] = blocks.counter + (lane & blocks.counter_mask);
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

/// The way that is best on this machine.
void draw_blocks(std::uint64_t key, const Blocks& blocks, std::uint64_t* out) {
#if defined(__x86_64__)
  if (vector_unit() == VectorUnit::avx512) return make_blocks_with_avx512(key, blocks, out);
#endif
  make_blocks(key, blocks, out);
}

}  // namespace

Random::Random(std::uint64_t seed, std::string_view element, std::string_view purpose)
    : key_(mix(hash(hash(mix(seed ^ fnv_basis), element), purpose))) {}

std::array<std::uint64_t, 2> Random::block(std::uint64_t pair, std::uint64_t counter) const {
  const r123::Philox4x32 generator;
  const r123::Philox4x32::ctr_type position = {
      {static_cast<std::uint32_t>(pair), static_cast<std::uint32_t>(pair >> 32), static_cast<std::uint32_t>(counter),
       static_cast<std::uint32_t>(counter >> 32)}};
  const r123::Philox4x32::key_type key = {{static_cast<std::uint32_t>(key_), static_cast<std::uint32_t>(key_ >> 32)}};
  const auto word = generator(position, key);
  return {word[0] | static_cast<std::uint64_t>(word[1]) << 32, word[2] | static_cast<std::uint64_t>(word[3]) << 32};
}

std::uint64_t Random::bits(std::uint64_t unit, std::uint64_t counter) const {
  return block(unit >> 1, counter)[unit & 1];
}

double Random::uniform(std::uint64_t unit, std::uint64_t counter) const {
  return to_unit_interval(bits(unit, counter));
}

void Random::bits(std::uint64_t first_unit, std::uint64_t counter, std::span<std::uint64_t> out) const {
  std::size_t k = 0;
  if (k < out.size() && (first_unit & 1)) out[k++] = bits(first_unit, counter);
  for (; k + 2 * lanes <= out.size(); k += 2 * lanes)
    draw_blocks(key_, {(first_unit + k) >> 1, ascending, counter, same}, out.data() + k);
  for (; k + 1 < out.size(); k += 2) {
    const auto words = block((first_unit + k) >> 1, counter);
    out[k] = words[0];
    out[k + 1] = words[1];
  }
  if (k < out.size()) out[k] = bits(first_unit + k, counter);
}

void Random::bits_in_turn(std::uint64_t unit, std::uint64_t first_counter, std::span<std::uint64_t> out) const {
  std::uint64_t words[2 * lanes];
  for (std::size_t k = 0; k < out.size(); k += lanes) {
    draw_blocks(key_, {unit >> 1, same, first_counter + k, ascending}, words);
    for (std::size_t i = 0; i < lanes && k + i < out.size(); ++i) out[k + i] = words[2 * i + (unit & 1)];
  }
}

void Random::uniform(std::uint64_t first_unit, std::uint64_t counter, std::span<double> out) const {
  std::uint64_t words[16 * lanes];
  for (std::size_t k = 0; k < out.size();) {
    const std::size_t count = std::min(std::size(words), out.size() - k);
    bits(first_unit + k, counter, {words, count});
    all_to_unit_interval(words, count, out.data() + k);
    k += count;
  }
}

std::uint64_t Random::below(std::uint64_t n, std::uint64_t unit, std::uint64_t counter) const {
  return number_below(n, bits(unit, counter));
}

double Random::normal(std::uint64_t unit, std::uint64_t counter) const {
  // A block of its own for each unit: the high bit of the pair keeps it apart from the uniform draws.
  const auto words = block(unit | 1ULL << 63, counter);
  const double radius = std::sqrt(-2.0 * std::log(1.0 - to_unit_interval(words[0])));
  return radius * std::cos(2.0 * std::numbers::pi * to_unit_interval(words[1]));
}

}  // namespace bouton
