#include "numerics/from_bits.hpp"

#include <bit>

#include <bouton/vectorized.hpp>

namespace bouton {

/// With operations that all vector units have. A number below 2^32, put below the exponent of 2^52,
/// is that number plus 2^52.
BOUTON_VECTORIZED void all_to_unit_interval(const std::uint64_t* bits, std::size_t count, double* out) {
  constexpr std::uint64_t exponent = std::bit_cast<std::uint64_t>(0x1p52), low = 0xffffffff;
  for (std::size_t i = 0; i < count; ++i) {
    const double upper = std::bit_cast<double>(exponent | bits[i] >> 32) - 0x1p52;
    const double lower = std::bit_cast<double>(exponent | (bits[i] & low) >> 11) - 0x1p52;
    out[i] = (upper * 0x1p21 + lower) * 0x1p-53;
  }
}

}  // namespace bouton
