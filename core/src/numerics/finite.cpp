#include "numerics/finite.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

#include <bouton/vectorized.hpp>

namespace bouton {

namespace {

/// A number is not finite where all bits of its exponent are set: then, and only then, to add one at the exponent's
/// lowest bit carries into the bit of the sign, which is taken away before.
template <class Bits, class T>
BOUTON_INLINE bool any_not_finite(const T* values, std::size_t count, Bits lowest_of_exponent) {
  constexpr Bits sign = Bits{1} << (sizeof(Bits) * 8 - 1);
  Bits carried = 0;
  for (std::size_t i = 0; i < count; ++i) carried |= (std::bit_cast<Bits>(values[i]) & ~sign) + lowest_of_exponent;
  return (carried & sign) != 0;
}

template <class T>
std::optional<std::size_t> find_not_finite(std::span<const T> values) {
  const auto at = std::ranges::find_if(values, [](T x) { return !std::isfinite(x); });
  return at == values.end() ? std::nullopt : std::optional(static_cast<std::size_t>(at - values.begin()));
}

}  // namespace

BOUTON_VECTORIZED bool any_double_not_finite(const double* values, std::size_t count) {
  return any_not_finite<std::uint64_t>(values, count, std::uint64_t{1} << 52);
}

BOUTON_VECTORIZED bool any_float_not_finite(const float* values, std::size_t count) {
  return any_not_finite<std::uint32_t>(values, count, std::uint32_t{1} << 23);
}

std::optional<std::size_t> first_not_finite(std::span<const double> values) {
  if (!any_double_not_finite(values.data(), values.size())) return std::nullopt;
  return find_not_finite(values);
}

std::optional<std::size_t> first_not_finite(std::span<const float> values) {
  if (!any_float_not_finite(values.data(), values.size())) return std::nullopt;
  return find_not_finite(values);
}

}  // namespace bouton
