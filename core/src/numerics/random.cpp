#include <bouton/random.hpp>

#include <algorithm>
#include <iterator>
#include <numeric>

#include <Random123/philox.h>

#include "numerics/from_bits.hpp"
#include "numerics/hash.hpp"
#include "numerics/normals.hpp"
#include "numerics/philox.hpp"

namespace bouton {

namespace {

/// With a separator, so that ("ab", "c") and ("a", "bc") differ.
std::uint64_t hash(std::uint64_t h, std::string_view text) { return fnv1a("\xff", fnv1a(text, h)); }

constexpr std::size_t lanes = philox_lanes;

/// A normal draw has a block of its own for each unit: the high bit of the pair keeps it apart from the uniform draws.
constexpr std::uint64_t own_block = std::uint64_t{1} << 63;

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
  std::uint64_t pairs[lanes], counters[lanes];
  std::ranges::fill(counters, counter);
  for (; k + 2 * lanes <= out.size(); k += 2 * lanes) {
    std::iota(pairs, pairs + lanes, (first_unit + k) >> 1);
    make_blocks(key_, pairs, counters, out.data() + k);
  }
  for (; k + 1 < out.size(); k += 2) {
    const auto words = block((first_unit + k) >> 1, counter);
    out[k] = words[0];
    out[k + 1] = words[1];
  }
  if (k < out.size()) out[k] = bits(first_unit + k, counter);
}

void Random::bits_in_turn(std::uint64_t unit, std::uint64_t first_counter, std::span<std::uint64_t> out) const {
  std::uint64_t pairs[lanes], counters[lanes], words[2 * lanes];
  std::ranges::fill(pairs, unit >> 1);
  for (std::size_t k = 0; k < out.size(); k += lanes) {
    std::iota(counters, counters + lanes, first_counter + k);
    make_blocks(key_, pairs, counters, words);
    const std::size_t count = std::min(lanes, out.size() - k), own = unit & 1;
    for (std::size_t i = 0; i < count; ++i) out[k + i] = words[2 * i + own];
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

template <class Pair, class Take>
void Random::blocks_at(std::span<const std::uint64_t> units, std::span<const std::uint64_t> counters, Pair pair_of,
                       Take take) const {
  std::uint64_t pairs[lanes] = {}, places[lanes] = {}, words[2 * lanes];
  for (std::size_t k = 0; k < units.size(); k += lanes) {
    const std::size_t count = std::min(lanes, units.size() - k);
    for (std::size_t i = 0; i < count; ++i) pairs[i] = pair_of(units[k + i]), places[i] = counters[k + i];
    make_blocks(key_, pairs, places, words);
    take(k, count, words);
  }
}

void Random::uniform_at(std::span<const std::uint64_t> units, std::span<const std::uint64_t> counters,
                        std::span<double> out) const {
  blocks_at(
      units, counters, [](std::uint64_t unit) { return unit >> 1; },
      [&](std::size_t k, std::size_t count, std::uint64_t* words) {
        for (std::size_t i = 0; i < count; ++i) words[i] = words[2 * i + (units[k + i] & 1)];
        all_to_unit_interval(words, count, out.data() + k);
      });
}

std::uint64_t Random::below(std::uint64_t n, std::uint64_t unit, std::uint64_t counter) const {
  return number_below(n, bits(unit, counter));
}

double Random::normal(std::uint64_t unit, std::uint64_t counter) const {
  const auto words = block(unit | own_block, counter);
  return normal_of(to_unit_interval(words[0]), to_unit_interval(words[1]));
}

void Random::normal_at(std::span<const std::uint64_t> units, std::span<const std::uint64_t> counters,
                       std::span<double> out) const {
  double uniform[2 * lanes];
  blocks_at(
      units, counters, [](std::uint64_t unit) { return unit | own_block; },
      [&](std::size_t k, std::size_t count, const std::uint64_t* words) {
        all_to_unit_interval(words, 2 * count, uniform);
        for (std::size_t i = 0; i < count; ++i) out[k + i] = normal_of(uniform[2 * i], uniform[2 * i + 1]);
      });
}

void Random::normal_at(std::span<const std::uint64_t> units, std::span<const std::uint64_t> counters, double mean,
                       double deviation, std::span<float> out) const {
  double uniform[2 * lanes];
  blocks_at(
      units, counters, [](std::uint64_t unit) { return unit | own_block; },
      [&](std::size_t k, std::size_t count, const std::uint64_t* words) {
        all_to_unit_interval(words, 2 * count, uniform);
        normals_in_single(uniform, count, mean, deviation, out.data() + k);
      });
}

}  // namespace bouton
