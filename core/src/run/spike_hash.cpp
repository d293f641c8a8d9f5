#include "run/spike_hash.hpp"

#include <bouton/vectorized.hpp>

namespace bouton {

namespace {

struct Sums {
  std::uint64_t of_products = 0, of_mixed = 0, of_units = 0;
};

/// With products of 32 bits by 32 bits, of which a vector unit does several at once.
BOUTON_VECTORIZED Sums sums_of(const Unit* units, std::size_t count, Unit low) {
  std::uint64_t products = 0, mixed = 0, plain = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t unit = units[i], other = units[i] ^ low;
    products += unit * other;
    mixed += other;
    plain += unit;
  }
  return {products, mixed, plain};
}

}  // namespace

std::uint64_t SpikeHash::sum_of(std::span<const Unit> units, std::uint64_t a, std::uint64_t b) {
  constexpr std::size_t worth_vectors = 16;
  if (units.size() < worth_vectors) {
    std::uint64_t sum = 0;
    for (const Unit unit : units) sum += (unit ^ a) * (unit + b);
    return sum;
  }
  // With a = high + low, where a unit has no bit of `high`: (unit ^ a) (unit + b) = (m + high) (unit + b), m = unit ^
  // low.
  const auto low = static_cast<Unit>(a);
  const std::uint64_t high = a - low;
  const auto sums = sums_of(units.data(), units.size(), low);
  return sums.of_products + sums.of_mixed * b + sums.of_units * high + units.size() * high * b;
}

}  // namespace bouton
