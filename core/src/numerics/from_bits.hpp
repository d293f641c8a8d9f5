/// Numbers made of 64 random bits.
#pragma once

#include <cstddef>
#include <cstdint>

namespace bouton {

/// Uniform in [0, 1), a multiple of 2^-53.
inline double to_unit_interval(std::uint64_t bits) { return static_cast<double>(bits >> 11) * 0x1p-53; }

/// The same of many; `out` may not be `bits`.
void all_to_unit_interval(const std::uint64_t* bits, std::size_t count, double* out);

/// Uniform in [0, n).
inline std::uint64_t number_below(std::uint64_t n, std::uint64_t bits) {
  __extension__ using Wide = unsigned __int128;
  return static_cast<std::uint64_t>((static_cast<Wide>(bits) * n) >> 64);
}

}  // namespace bouton
