/// Counts of a Poisson distribution with few bounds, many at a time.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// What the leading 16 bits of U say where bounds are few: the count is `least` plus the number of levels below them.
/// They leave a doubt where they are equal to a level, or are the least or the largest number of 16 bits.
struct Levels {
  double least = 0;
  std::vector<std::int16_t>
      values;  // each the leading bits of a bound, less 2^15, so that signed numbers compare alike
};

/// So many draws are a block.
inline constexpr std::size_t draws_per_block = 32, words_per_block = 8;
/// A word has the leading bits of four draws, the first in its lowest bits: as they stand in memory, if that is so.
inline constexpr bool blocks_are_possible = std::endian::native == std::endian::little;

/// Writes the counts of some blocks, whose leading bits are in `words`, words_per_block for each; `in_doubt` is not 0
/// for each block in which one of them must be drawn otherwise.
void count_blocks(const Levels& levels, std::size_t blocks, const std::uint64_t* words, double* counts,
                  std::uint8_t* in_doubt);
