#include "numerics/nonzero.hpp"

#include <bit>
#include <cstdint>

namespace bouton {

std::size_t list_nonzero(std::span<const double> values, Unit first, Unit* out) {
  // Eight at a time, since most are zero.
  std::size_t count = 0;
  std::size_t i = 0;
  for (; i + 8 <= values.size(); i += 8) {
    const double* v = values.data() + i;
    std::uint64_t any = 0;
    for (std::size_t k = 0; k < 8; ++k) any |= std::bit_cast<std::uint64_t>(v[k]);
    if (any == 0) continue;
    for (std::size_t k = 0; k < 8; ++k) {
      out[count] = first + static_cast<Unit>(i + k);
      count += v[k] != 0.0;
    }
  }
  for (; i < values.size(); ++i)
    if (values[i] != 0.0) out[count++] = first + static_cast<Unit>(i);
  return count;
}

}  // namespace bouton
