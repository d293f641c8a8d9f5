#include <bouton/column_index.hpp>

#include <bit>

namespace bouton {

namespace {

/// The place of the first one in `bits` with `skipped` ones before it; there is one.
std::size_t find_one(std::uint64_t bits, std::size_t skipped) {
  for (; skipped > 0; --skipped) bits &= bits - 1;
  return static_cast<std::size_t>(std::countr_zero(bits));
}

}  // namespace

ColumnIndex::ColumnIndex(std::span<std::vector<std::uint32_t>> counts, bool narrow)
    : delays_(counts.size()), is_narrow_(narrow), offsets_(counts[0].size() + 1) {
  const std::size_t sources = counts[0].size();
  for (std::size_t source = 0; source < sources; ++source) {
    std::uint32_t sum = 0;
    for (auto& of_delay : counts) {
      const auto count = of_delay[source];
      of_delay[source] = sum;
      sum += count;
    }
    offsets_[source + 1] = offsets_[source] + sum;
  }
  if (delays_ > 1) {
    // One word more: the string of the last unit may end with a word, and `find` looks no further than one behind it.
    bits_.assign((first_bit(sources) + 63) / 64 + 1, 0);
    for (std::size_t source = 0; source < sources; ++source)
      for (std::size_t delay = 0; delay < delays_; ++delay) {
        const std::size_t end =
            delay + 1 < delays_ ? offsets_[source] + counts[delay + 1][source] : offsets_[source + 1];
        const std::size_t bit = end + source * delays_ + delay;
        bits_[bit / 64] |= std::uint64_t{1} << bit % 64;
      }
  }
  if (narrow)
    narrow_.resize(count());
  else
    wide_.resize(count());
}

ColumnIndex::Range ColumnIndex::find(std::size_t delay, std::size_t source) const {
  // The column lies between two ones; before the first column there is none.
  const std::size_t first = first_bit(source);
  std::size_t word = first / 64;
  std::uint64_t bits = bits_[word] & (~std::uint64_t{0} << first % 64);
  const auto next_one = [&](std::size_t skipped) {
    for (std::size_t ones; (ones = static_cast<std::size_t>(std::popcount(bits))) <= skipped; bits = bits_[++word])
      skipped -= ones;
    const std::size_t place = find_one(bits, skipped);
    bits = place == 63 ? 0 : bits & (~std::uint64_t{0} << (place + 1));
    return word * 64 + place;
  };
  const std::size_t before = source * delays_;
  const std::size_t begin = delay == 0 ? offsets_[source] : next_one(delay - 1) - (before + delay - 1);
  return {begin, next_one(0) - (before + delay)};
}

}  // namespace bouton
