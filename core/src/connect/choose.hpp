/// Numbers drawn below a limit.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace bouton {

/// A set of numbers below a limit.
class NumberSet {
 public:
  explicit NumberSet(std::size_t limit) : words_((limit + 63) / 64) {}

  bool contains(std::uint64_t number) const { return words_[number / 64] >> number % 64 & 1; }
  void insert(std::uint64_t number) { words_[number / 64] |= std::uint64_t{1} << number % 64; }
  void erase(std::uint64_t number) { words_[number / 64] &= ~(std::uint64_t{1} << number % 64); }
  /// Appends those below `end` in ascending order, and takes them out.
  void take_in_order(std::uint64_t end, std::vector<std::uint64_t>& out) {
    for (std::uint64_t word = 0; word * 64 < end; ++word)
      for (auto bits = std::exchange(words_[word], 0); bits != 0; bits &= bits - 1)
        out.push_back(word * 64 + static_cast<std::uint64_t>(std::countr_zero(bits)));
  }

 private:
  std::vector<std::uint64_t> words_;
};

/// Chooses `count` different numbers below `candidates`, given draw(n, i) uniform below n (Floyd's sampling: Bentley
/// and Floyd 1987, doi:10.1145/30401.315746). `set` is empty before and afterwards.
template <class Draw>
void choose_distinct(std::uint64_t count, std::uint64_t candidates, NumberSet& set, std::vector<std::uint64_t>& chosen,
                     Draw draw) {
  chosen.clear();
  for (std::uint64_t j = candidates - count; j < candidates; ++j) {
    const std::uint64_t drawn = draw(j + 1, j), number = set.contains(drawn) ? j : drawn;
    set.insert(number);
    chosen.push_back(number);
  }
  for (const auto number : chosen) set.erase(number);
}

/// The same numbers in ascending order; for few candidates.
template <class Draw>
void choose_distinct_in_order(std::uint64_t count, std::uint64_t candidates, NumberSet& set,
                              std::vector<std::uint64_t>& chosen, Draw draw) {
  chosen.clear();
  for (std::uint64_t j = candidates - count; j < candidates; ++j) {
    const std::uint64_t drawn = draw(j + 1, j);
    set.insert(set.contains(drawn) ? j : drawn);
  }
  set.take_in_order(candidates, chosen);
}

/// Chooses `count` numbers below `candidates`, each anew.
template <class Draw>
void choose_repeated(std::uint64_t count, std::uint64_t candidates, std::vector<std::uint64_t>& chosen, Draw draw) {
  chosen.clear();
  for (std::uint64_t i = 0; i < count; ++i) chosen.push_back(draw(candidates, i));
}

/// Numbers the connections of the same pair. Used for one postsynaptic unit after the other.
class Occurrences {
 public:
  explicit Occurrences(std::size_t units) : counts_(units) {}

  std::uint32_t next(std::size_t unit) { return counts_[unit]++; }
  void forget(std::size_t unit) { counts_[unit] = 0; }

 private:
  std::vector<std::uint32_t> counts_;
};

}  // namespace bouton
