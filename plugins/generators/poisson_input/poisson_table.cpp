#include "poisson_table.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace {

// The bounds are rounded once, from sums that are exact to many more bits than 64.
#if defined(__SIZEOF_FLOAT128__)
__extension__ typedef __float128 Exact;
#else
using Exact = long double;
#endif

/// The probabilities of the counts from `first` on, times a factor: that of the mode is 1. They end where they no
/// longer count, beyond 2^-100 of the mode's.
struct Weights {
  std::uint64_t first = 0;
  std::vector<Exact> values;
};

/// P(k + 1) = P(k) · mean / (k + 1), from the mode to both sides.
Weights weights_of(double mean) {
  const Exact negligible = 0x1p-100, exact_mean = mean;
  const auto mode = static_cast<std::uint64_t>(mean);
  Weights w;
  w.first = mode;
  Exact value = 1;
  for (; value > negligible; --w.first) {
    w.values.push_back(value);
    if (w.first == 0) break;
    value *= static_cast<Exact>(w.first) / exact_mean;
  }
  if (value <= negligible) ++w.first;
  std::ranges::reverse(w.values);
  value = 1;
  for (std::uint64_t k = mode + 1;; ++k) {
    value *= exact_mean / static_cast<Exact>(k);
    if (value <= negligible) return w;
    w.values.push_back(value);
  }
}

}  // namespace

PoissonTable::PoissonTable(double mean, unsigned spare_bits) {
  const auto weights = weights_of(mean);
  Exact sum = 0;
  for (const Exact w : weights.values) sum += w;
  const Exact scale = static_cast<Exact>(0x1p64) / sum, half = 0.5;
  Exact below = 0;
  first_ = static_cast<double>(weights.first);
  for (const Exact w : weights.values) {
    below += w;
    const Exact bound = below * scale + half;
    if (bound >= static_cast<Exact>(0x1p64)) break;
    if (bound < 1)
      ++first_;
    else
      bounds_.push_back(static_cast<std::uint64_t>(bound));
  }

  constexpr unsigned fewest = 6, most_spared = 12;
  const auto needed = static_cast<unsigned>(std::bit_width(bounds_.size()));
  const unsigned bits = std::clamp(needed + spare_bits, fewest, std::max(most_spared, needed));
  shift_ = 16 - bits;
  guide_.resize(std::size_t{1} << bits);
  std::size_t i = 0;
  for (std::size_t entry = 0; entry < guide_.size(); ++entry) {
    const std::uint64_t least = static_cast<std::uint64_t>(entry) << (64 - bits), most = least + (~0ULL >> bits);
    while (i < bounds_.size() && bounds_[i] <= least) ++i;
    const bool is_certain = i == bounds_.size() || bounds_[i] > most;
    guide_[entry] = is_certain ? first_ + static_cast<double>(i) : -1.0 - static_cast<double>(i);
  }
}

std::optional<Levels> PoissonTable::levels() const {
  constexpr std::size_t most = 24;
  constexpr std::uint64_t largest = 0xffff;
  Levels levels{first_, {}};
  for (const std::uint64_t bound : bounds_) {
    const std::uint64_t leading = bound >> 48;
    // What is below all numbers, or not below any, is counted without a comparison.
    if (leading == 0)
      ++levels.least;
    else if (leading < largest)
      levels.values.push_back(static_cast<std::int16_t>(static_cast<std::int32_t>(leading) - 0x8000));
    if (levels.values.size() > most) return std::nullopt;
  }
  return levels;
}

std::size_t PoissonTable::lowest(std::uint16_t leading) const {
  const double entry = guide_[leading >> shift_];
  if (entry >= 0) return static_cast<std::size_t>(entry - first_);
  auto i = static_cast<std::size_t>(-1.0 - entry);
  while (i < bounds_.size() && bounds_[i] >> 48 < leading) ++i;
  return i;
}
