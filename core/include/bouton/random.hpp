/// Counter-based random numbers: a draw is a pure function of (seed, element, purpose, unit, counter).
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include <bouton/export.hpp>

namespace bouton {

/// A random number generator without state. Two draws with the same arguments are equal, whatever was drawn before,
/// in whichever order and on whichever thread. Philox4x32-10 (Salmon et al. 2011, doi:10.1145/2063384.2063405).
///
/// `unit` tells apart what draws at the same time (usually the unit's index in the whole layer, not in the slice);
/// `counter` tells apart the draws of one unit (usually `Step::index`). All calls may be made from any thread.
class BOUTON_API Random {
 public:
  Random() = default;
  /// Draws for one purpose of one element. Example: `Random(1, "stim", "spikes")`.
  Random(std::uint64_t seed, std::string_view element, std::string_view purpose);

  /// 64 uniformly distributed bits.
  std::uint64_t bits(std::uint64_t unit, std::uint64_t counter) const;
  /// Fills `out[k]` with `bits(first_unit + k, counter)`, many at a time: several times as fast as single draws.
  void bits(std::uint64_t first_unit, std::uint64_t counter, std::span<std::uint64_t> out) const;
  /// Fills `out[k]` with `bits(unit, first_counter + k)`, many at a time.
  void bits_in_turn(std::uint64_t unit, std::uint64_t first_counter, std::span<std::uint64_t> out) const;
  /// Uniform in [0, 1), a multiple of 2^-53.
  double uniform(std::uint64_t unit, std::uint64_t counter) const;
  /// Fills `out[k]` with `uniform(first_unit + k, counter)`, many at a time: several times as fast as single draws.
  void uniform(std::uint64_t first_unit, std::uint64_t counter, std::span<double> out) const;
  /// Fills `out[k]` with `uniform(units[k], counters[k])`, many at a time. All three have the same size.
  void uniform_at(std::span<const std::uint64_t> units, std::span<const std::uint64_t> counters,
                  std::span<double> out) const;
  /// Uniform integer in [0, n). `n` must be positive; the bias is below n / 2^64.
  std::uint64_t below(std::uint64_t n, std::uint64_t unit, std::uint64_t counter) const;
  /// Standard normal (Box and Muller 1958, doi:10.1214/aoms/1177706645).
  double normal(std::uint64_t unit, std::uint64_t counter) const;
  /// Fills `out[k]` with `normal(units[k], counters[k])`, many at a time. All three have the same size.
  void normal_at(std::span<const std::uint64_t> units, std::span<const std::uint64_t> counters,
                 std::span<double> out) const;
  /// Fills `out[k]` with `mean + deviation * normal(units[k], counters[k])`, rounded to float: twice as fast again.
  void normal_at(std::span<const std::uint64_t> units, std::span<const std::uint64_t> counters, double mean,
                 double deviation, std::span<float> out) const;

 private:
  /// The two 64-bit words of one Philox block; even units take the first word, odd units the second.
  std::array<std::uint64_t, 2> block(std::uint64_t pair, std::uint64_t counter) const;
  /// Calls take(k, count, words) with two words for each of the blocks (pair_of(units[i]), counters[i]) from k on.
  template <class Pair, class Take>
  void blocks_at(std::span<const std::uint64_t> units, std::span<const std::uint64_t> counters, Pair pair_of,
                 Take take) const;

  std::uint64_t key_ = 0;
};

}  // namespace bouton
