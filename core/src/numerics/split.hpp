/// How a number of things falls to a part of the places where they may be.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace bouton {

/// How many of `count` different places, all sets of them equally likely, lie among the first `part` of `places`: the
/// hypergeometric distribution, at the uniform number u in [0, 1). `part` and `count` are at most `places`.
std::uint64_t split_distinct(std::uint64_t count, std::uint64_t part, std::uint64_t places, double u);

/// The same where a place may be drawn again and again: the binomial distribution.
std::uint64_t split_repeated(std::uint64_t count, std::uint64_t part, std::uint64_t places, double u);

/// The most probable value of such a number, where its search begins.
struct SplitMode {
  double value, probability;
};

/// The same for many u, when the other numbers come again and again: what follows from them is kept.
class Splitter {
 public:
  /// `distinct`: as split_distinct, else as split_repeated.
  explicit Splitter(bool distinct) : distinct_(distinct), known_(std::size_t{1} << known_bits) {}

  std::uint64_t operator()(std::uint64_t count, std::uint64_t part, std::uint64_t places, double u);

 private:
  struct Known {
    std::uint64_t count = 0, part = 0, places = 0;
    SplitMode mode{};
  };
  static constexpr int known_bits = 12;

  template <class Kind>
  std::uint64_t draw(std::uint64_t count, std::uint64_t part, std::uint64_t places, double u);

  bool distinct_;
  std::vector<Known> known_;  // found by a hash; what comes later takes the place of what was there
};

}  // namespace bouton
