#include "levels.hpp"

#include <cstring>
#include <limits>

#include <bouton/vectorized.hpp>

BOUTON_VECTORIZED void count_levels(const std::int16_t* levels, std::size_t count, double least, std::size_t blocks,
                                    const std::uint64_t* words, double* counts, std::uint8_t* in_doubt) {
  typedef std::int16_t Lanes __attribute__((vector_size(32)));
  constexpr std::size_t lanes = 16;
  using Limits = std::numeric_limits<std::int16_t>;
  for (std::size_t block = 0; block < blocks; ++block) {
    Lanes low, high;
    std::memcpy(&low, words + block * words_per_block, sizeof low);
    std::memcpy(&high, words + block * words_per_block + words_per_block / 2, sizeof high);
    low ^= Limits::min();
    high ^= Limits::min();
    Lanes doubt = (low == Limits::min()) | (low == Limits::max()) | (high == Limits::min()) | (high == Limits::max());
    Lanes above_low = {}, above_high = {};
    for (std::size_t i = 0; i < count; ++i) {
      const std::int16_t level = levels[i];
      above_low -= low > level;
      above_high -= high > level;
      doubt |= (low == level) | (high == level);
    }
    std::int16_t above[draws_per_block];
    std::memcpy(above, &above_low, sizeof above_low);
    std::memcpy(above + lanes, &above_high, sizeof above_high);
    for (std::size_t k = 0; k < draws_per_block; ++k)
      counts[block * draws_per_block + k] = least + static_cast<double>(static_cast<std::int32_t>(above[k]));
    std::uint64_t any[4];
    std::memcpy(any, &doubt, sizeof doubt);
    in_doubt[block] = (any[0] | any[1] | any[2] | any[3]) != 0;
  }
}

void count_blocks(const Levels& levels, std::size_t blocks, const std::uint64_t* words, double* counts,
                  std::uint8_t* in_doubt) {
  count_levels(levels.values.data(), levels.values.size(), levels.least, blocks, words, counts, in_doubt);
}
