#include "poisson_table.hpp"

#include <cmath>
#include <random>

#include <doctest/doctest.h>

namespace {

constexpr double means[] = {1e-9, 0.001, 0.5, 2, 30, 1000, 1e6};

/// What the definition says: the number of bounds that are not above U.
double by_counting(const PoissonTable& table, std::uint64_t u) {
  double count = table.first();
  for (const auto bound : table.bounds()) count += bound <= u;
  return count;
}

double by_guide(const PoissonTable& table, std::uint64_t u, bool* drew_more = nullptr) {
  const auto leading = static_cast<std::uint16_t>(u >> 48);
  if (const double count = table.if_certain(leading); count >= 0) return count;
  return table.count(leading, [&] {
    if (drew_more) *drew_more = true;
    return u << 16;
  });
}

/// The probability of a count, from its logarithm.
double probability(double mean, double count) {
  return std::exp(count * std::log(mean) - mean - std::lgamma(count + 1));
}

}  // namespace

TEST_CASE("the bounds are the sums of the probabilities") {
  for (const double mean : means) {
    CAPTURE(mean);
    const PoissonTable table(mean, 2);
    const auto& bounds = table.bounds();
    for (std::size_t i = 1; i < bounds.size(); ++i) {
      const double found = static_cast<double>(bounds[i] - bounds[i - 1]) * 0x1p-64;
      // Half of the last bit at each end, and the logarithm of a large mean's factorial is known to 1e-9 or so.
      const double expected = probability(mean, table.first() + static_cast<double>(i));
      CHECK(std::abs(found - expected) <= 1e-8 * expected + 0x1p-64);
    }
  }
}

TEST_CASE("a bound is exact to the last of its 64 bits") {
  // exp(-1/2) · 2^64 and 3/2 and 13/8 times as much, of which more digits are known than a double has.
  const PoissonTable table(0.5, 2);
  const auto& bounds = table.bounds();
  CHECK(bounds[0] == 11188515852577165300u);
  CHECK(bounds[1] == 16782773778865747950u);
  CHECK(bounds[2] == 18181338260437893612u);
}

TEST_CASE("no count is lost that is more probable than 2^-64") {
  for (const double mean : means) {
    CAPTURE(mean);
    const PoissonTable table(mean, 2);
    const double largest = table.first() + static_cast<double>(table.bounds().size());
    // The one after the largest, and the one before the least; what follows them is less probable still.
    CHECK(probability(mean, largest + 1) < 0x1p-64);
    if (table.first() > 0) CHECK(probability(mean, table.first() - 1) < 0x1p-64);
    // The largest stands for itself and all that follow, which are less than a geometric series.
    CHECK(probability(mean, largest) / (1 - mean / (largest + 1)) > 0x1p-66);
  }
}

TEST_CASE("a count follows from U alone, whatever the size of the guide table") {
  std::mt19937_64 random(1);
  for (const double mean : means)
    for (const unsigned spare_bits : {0u, 2u, 5u, 9u}) {
      CAPTURE(mean);
      CAPTURE(spare_bits);
      const PoissonTable table(mean, spare_bits);
      for (int i = 0; i < 100; ++i) {
        const std::uint64_t u = random();
        REQUIRE(by_guide(table, u) == by_counting(table, u));
      }
      for (std::size_t i = 0; i < table.bounds().size(); i += 1 + table.bounds().size() / 50) {
        const auto bound = table.bounds()[i];
        CHECK(by_guide(table, bound) == by_counting(table, bound));
        CHECK(by_guide(table, bound - 1) == by_counting(table, bound - 1));
      }
      CHECK(by_guide(table, 0) == by_counting(table, 0));
      CHECK(by_guide(table, ~0ULL) == table.first() + static_cast<double>(table.bounds().size()));
    }
}

TEST_CASE("four at a time are the same as one by one") {
  std::mt19937_64 random(2);
  for (const double mean : means) {
    const PoissonTable table(mean, 2);
    for (int i = 0; i < 200; ++i) {
      const std::uint64_t word = random();
      double counts[4];
      const bool are_certain = table.if_certain(word, counts);
      bool each_is = true;
      for (int part = 0; part < 4; ++part) {
        const double count = table.if_certain(static_cast<std::uint16_t>(word >> 16 * part));
        each_is = each_is && count >= 0;
        CHECK((counts[part] == count || (counts[part] < 0 && count < 0)));
      }
      CHECK(are_certain == each_is);
    }
  }
}

TEST_CASE("blocks of draws are the same as one by one, or in doubt") {
  std::mt19937_64 random(3);
  for (const double mean : {1e-9, 0.001, 0.15, 2.0, 6.0}) {
    CAPTURE(mean);
    const PoissonTable table(mean, 5);
    const auto levels = table.levels();
    REQUIRE(levels);
    constexpr std::size_t blocks = 2100;
    std::vector<std::uint64_t> words(blocks * words_per_block);
    for (auto& word : words) word = random();
    // All numbers of 16 bits are among them.
    for (std::uint64_t k = 0; k < 0x10000; ++k) words[k / 4] = (words[k / 4] >> 16) | k << 48;
    std::vector<double> counts(blocks * draws_per_block);
    std::vector<std::uint8_t> in_doubt(blocks);
    count_blocks(*levels, blocks, words.data(), counts.data(), in_doubt.data());
    std::size_t doubtful = 0;
    for (std::size_t k = 0; k < counts.size(); ++k) {
      const auto leading = static_cast<std::uint16_t>(words[k / 4] >> (k % 4 * 16));
      const std::uint64_t least = std::uint64_t{leading} << 48, most = least + 0xffffffffffff;
      const bool decides = by_counting(table, least) == by_counting(table, most);
      if (!in_doubt[k / draws_per_block]) {
        REQUIRE(decides);
        REQUIRE(counts[k] == by_counting(table, least));
      }
    }
    for (const auto doubt : in_doubt) doubtful += doubt;
    CHECK(doubtful > 1);
    CHECK(doubtful < blocks / 10);
  }
  CHECK_FALSE(PoissonTable(30, 5).levels());
}

TEST_CASE("more than 16 bits are drawn only where these do not decide") {
  const PoissonTable table(2, 5);
  int more = 0;
  for (std::uint64_t leading = 0; leading < 0x10000; ++leading) {
    bool drew_more = false;
    by_guide(table, leading << 48, &drew_more);
    more += drew_more;
  }
  CHECK(more > 5);
  CHECK(more <= static_cast<int>(table.bounds().size()));
}

TEST_CASE("with the mean 0 nothing is ever counted") {
  const PoissonTable table(0, 5);
  CHECK(by_guide(table, 0) == 0);
  CHECK(by_guide(table, ~0ULL) == 0);
}
