/// The Poisson distribution with one mean, made ready for inversion.
///
/// A uniform whole number U of 64 bits becomes a count: the number of bounds that are not above U. Bound i is
/// 2^64 · P(X <= first + i), rounded to the nearest whole number, so each count has its exact probability to within
/// 2^-64, and no count that is more probable than that is lost. (Inversion: Devroye 1986, Non-Uniform Random Variate
/// Generation, III.2.)
///
/// Nearly always the 16 leading bits of U decide. So only these are drawn at first: a guide table (Chen and Asau 1974,
/// doi:10.1080/05695557408974949) has for each value of their leading bits the count if it is certain. Otherwise the
/// bounds are searched, and the other 48 bits are drawn where even all 16 leave a doubt. What comes out is a function
/// of U alone: the size of the guide table changes the time, not the count.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "levels.hpp"

class PoissonTable {
 public:
  /// Means above it would make large tables, and counts that are better taken for a current.
  static constexpr double largest_mean = 1e6;

  /// `mean` from 0 to largest_mean. The guide table has about 2^spare_bits entries for each bound, but at most 2^12 if
  /// those are enough for one each: the more, the faster a draw, and the more memory.
  PoissonTable(double mean, unsigned spare_bits);

  /// The count for a U with these leading bits, if they decide; otherwise a negative number.
  double if_certain(std::uint16_t leading) const { return guide_[leading >> shift_]; }
  /// The same for the four U whose leading bits make up a word, the first in its lowest bits. False if for one of them
  /// they do not decide.
  bool if_certain(std::uint64_t word, double* counts) const {
    const std::uint64_t entries = word >> shift_, mask = guide_.size() - 1;
    const double* guide = guide_.data();
    const double a = guide[entries & mask], b = guide[entries >> 16 & mask];
    const double c = guide[entries >> 32 & mask], d = guide[entries >> 48];
    counts[0] = a, counts[1] = b, counts[2] = c, counts[3] = d;
    return std::min(std::min(a, b), std::min(c, d)) >= 0;
  }
  /// The count for one U, whether they decide or not. `remaining` is called for 64 random bits where it must.
  template <class Draw>
  double count(std::uint16_t leading, Draw remaining) const {
    auto i = lowest(leading);
    if (i < bounds_.size() && bounds_[i] >> 48 == leading) {
      const std::uint64_t u = std::uint64_t{leading} << 48 | static_cast<std::uint64_t>(remaining()) >> 16;
      while (i < bounds_.size() && bounds_[i] <= u) ++i;
    }
    return first_ + static_cast<double>(i);
  }

  /// The same for draws by the block; nothing where there are too many bounds for that to be fast.
  std::optional<Levels> levels() const;

  /// The least count.
  double first() const { return first_; }
  const std::vector<std::uint64_t>& bounds() const { return bounds_; }

 private:
  /// The first bound that may be above a U with these leading bits.
  std::size_t lowest(std::uint16_t leading) const;

  double first_ = 0;
  std::vector<std::uint64_t> bounds_;  // ascending
  std::vector<double> guide_;          // the count, or -1 - (how many bounds no U of the entry is below)
  unsigned shift_ = 0;
};
