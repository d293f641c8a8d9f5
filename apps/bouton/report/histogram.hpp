/// A histogram of values that come one by one, and whose range nobody knows before.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace bouton_program {

/// Bins of one width, the first from `low` on.
struct Bins {
  double low = 0;
  double width = 0;  ///< 0: there were no values
  std::vector<std::uint64_t> counts;
  std::uint64_t above = 0;  ///< values that lie above the last bin
};

/// Counts values in bins whose width is a power of two and whose edges are multiples of it. When the values need more
/// bins than there may be, each two become one. So the counts are exact, whatever the order of the values, and the
/// memory is bounded.
class Histogram {
 public:
  /// At most `most_bins` bins. `least_exponent`: no bin is narrower than 2 to that power; 0 suits whole numbers.
  explicit Histogram(std::size_t most_bins = 4096, int least_exponent = -60);

  /// `value` must be finite.
  void add(double value, std::uint64_t times = 1);
  std::uint64_t count() const { return count_; }
  double mean() const;
  /// The root of the mean squared difference from the mean.
  double deviation() const;
  double least() const { return least_; }
  double most() const { return most_; }
  /// At most `most_bins` bins that hold at least the given share of all values, from the smallest on.
  Bins bins(std::size_t most_bins, double share = 1) const;

 private:
  std::int64_t place_of(double value) const;
  void widen();

  std::size_t most_bins_;
  int exponent_;                       // of the width
  std::int64_t first_ = 0;             // the place of the first bin: its lower edge is first_ times the width
  std::vector<std::uint64_t> counts_;  // from first_ on
  std::uint64_t count_ = 0;
  double mean_ = 0, squares_ = 0;  // squares of differences from the mean, added up (Welford's method)
  double least_ = 0, most_ = 0;
};

}  // namespace bouton_program
