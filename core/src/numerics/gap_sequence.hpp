/// Which of many trials succeed, for one unit after the other.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include <bouton/random.hpp>

#include "numerics/from_bits.hpp"
#include "numerics/gaps.hpp"

namespace bouton {

/// How many trials fail before the next one that succeeds. The n-th gap of a unit follows from its n-th uniform number.
class GapSequence {
 public:
  /// A trial succeeds with the probability `p` > 0; about so many trials are made for a unit.
  GapSequence(const Random& random, double p, std::size_t trials)
      : random_(random),
        is_certain_(p >= 1),
        log_miss_(std::log1p(-p)),
        at_once_(p * static_cast<double>(trials) < most / 2 ? most / 2 : most) {}

  /// What follows is drawn for this unit.
  void begin(std::uint64_t unit) {
    unit_ = unit, counter_ = 0;
    next_ = at_once_;
  }
  double next() {
    if (next_ == at_once_) draw();
    return gaps_[next_++];
  }

 private:
  static constexpr std::size_t most = 32;

  void draw() {
    next_ = 0;
    if (is_certain_) return;
    std::uint64_t words[most];
    double uniform[most];
    random_.bits_in_turn(unit_, counter_, {words, at_once_});
    all_to_unit_interval(words, at_once_, uniform);
    draw_gaps(uniform, at_once_, log_miss_, gaps_);
    counter_ += at_once_;
  }

  Random random_;
  bool is_certain_;
  double log_miss_;
  std::size_t at_once_;
  std::uint64_t unit_ = 0, counter_ = 0;
  std::size_t next_ = 0;
  double gaps_[most] = {};
};

}  // namespace bouton
