/// Blocks of random bits, many at a time.
#pragma once

#include <cstddef>
#include <cstdint>

namespace bouton {

/// Blocks that are made at the same time, one in each lane.
inline constexpr std::size_t philox_lanes = 16;

/// Philox4x32-10 for `philox_lanes` blocks: block i has the position (pairs[i], counters[i]), and its two words of 64
/// bits are out[2 i] and out[2 i + 1].
void make_blocks(std::uint64_t key, const std::uint64_t* pairs, const std::uint64_t* counters, std::uint64_t* out);

}  // namespace bouton
