/// The draws of one unit, one counter after the other.
#pragma once

#include <algorithm>
#include <cstdint>

#include <bouton/random.hpp>

#include "numerics/from_bits.hpp"

namespace bouton {

/// The same numbers as `Random::below` and `Random::uniform` of one unit, made many at a time: for counters that
/// ascend, several times as fast.
class DrawSequence {
 public:
  explicit DrawSequence(const Random& random) : random_(random) {}

  /// What follows is drawn for this unit; no more than `count` numbers at a time are wanted.
  void begin(std::uint64_t unit, std::uint64_t count) {
    unit_ = unit, end_ = first_ = 0;
    at_once_ = std::min(count, most);
  }
  std::uint64_t below(std::uint64_t n, std::uint64_t counter) { return number_below(n, bits(counter)); }
  double uniform(std::uint64_t counter) { return to_unit_interval(bits(counter)); }

 private:
  std::uint64_t bits(std::uint64_t counter) {
    if (counter < first_ || counter >= end_) {
      first_ = counter, end_ = counter + at_once_;
      random_.bits_in_turn(unit_, counter, {words_, at_once_});
    }
    return words_[counter - first_];
  }

  static constexpr std::uint64_t most = 64;

  Random random_;
  std::uint64_t unit_ = 0, first_ = 0, end_ = 0, at_once_ = most;
  std::uint64_t words_[most] = {};
};

}  // namespace bouton
