#include "numerics/split.hpp"

#include <cmath>
#include <vector>

#include <doctest/doctest.h>

#include <bouton/random.hpp>

using bouton::split_distinct;
using bouton::split_repeated;

namespace {

double log_choose(double n, double k) { return std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1); }

/// The greatest difference of the distribution function of 200,000 draws from that of the given probabilities.
template <class Draw, class Probability>
double distance(Draw draw, Probability probability, std::size_t values) {
  constexpr std::size_t draws = 200000;
  const bouton::Random random(1, "split", "test");
  std::vector<double> found(values + 1);
  for (std::size_t i = 0; i < draws; ++i) found.at(draw(random.uniform(i, 0))) += 1.0 / draws;
  double sum = 0, expected = 0, most = 0;
  for (std::size_t x = 0; x <= values; ++x) {
    sum += found[x];
    expected += probability(static_cast<double>(x));
    most = std::max(most, std::abs(sum - expected));
  }
  CHECK(expected == doctest::Approx(1).epsilon(1e-9));
  return most;
}

}  // namespace

TEST_CASE("of different places as many fall to a part as the hypergeometric distribution says") {
  for (const auto& numbers : {std::array<std::uint64_t, 3>{10, 5, 20},
                              {3, 40, 60},
                              {50, 30, 61},
                              {1000, 700, 20000},
                              {1, 1, 2},
                              {19, 10, 20}}) {
    const auto count = numbers[0], part = numbers[1], places = numbers[2];
    const auto n = static_cast<double>(count), k = static_cast<double>(part), all = static_cast<double>(places);
    const auto probability = [&](double x) {
      if (x > n || x > k || n - x > all - k) return 0.0;
      return std::exp(log_choose(k, x) + log_choose(all - k, n - x) - log_choose(all, n));
    };
    // Kolmogorov's bound that one in a thousand sets of draws exceeds.
    CHECK(distance([&](double u) { return split_distinct(count, part, places, u); }, probability, count) < 1.95 / 447);
  }
}

TEST_CASE("of places that are drawn again and again as many fall to a part as the binomial distribution says") {
  for (const auto& numbers :
       {std::array<std::uint64_t, 3>{10, 1, 2}, {500, 3, 1000}, {500, 997, 1000}, {3000, 1, 3}, {1, 1, 4}}) {
    const auto count = numbers[0], part = numbers[1], places = numbers[2];
    const auto n = static_cast<double>(count), p = static_cast<double>(part) / static_cast<double>(places);
    const auto probability = [&](double x) {
      return std::exp(log_choose(n, x) + x * std::log(p) + (n - x) * std::log1p(-p));
    };
    CHECK(distance([&](double u) { return split_repeated(count, part, places, u); }, probability, count) < 1.95 / 447);
  }
}

TEST_CASE("a part that is empty gets none, one that is all gets all, and extremes of the draw are possible outcomes") {
  CHECK(split_distinct(7, 0, 10, 0.5) == 0);
  CHECK(split_distinct(7, 10, 10, 0.5) == 7);
  CHECK(split_distinct(10, 4, 10, 0.5) == 4);
  CHECK(split_repeated(7, 0, 10, 0.5) == 0);
  CHECK(split_repeated(7, 10, 10, 0.5) == 7);
  for (const double u : {0.0, 1 - 0x1p-53}) {
    const auto distinct = split_distinct(8, 5, 10, u);
    CHECK(distinct >= 3);
    CHECK(distinct <= 5);
    CHECK(split_repeated(8, 5, 10, u) <= 8);
    // Large numbers end quickly.
    CHECK(split_distinct(1'000'000'000, 2'000'000'000, 4'000'000'000, u) > 499'000'000);
    CHECK(split_repeated(1'000'000'000, 1, 2, u) < 501'000'000);
  }
}

TEST_CASE("what is kept from split to split changes none") {
  const bouton::Random random(1, "split", "kept");
  bouton::Splitter distinct(true), repeated(false);
  for (std::uint64_t i = 0; i < 20000; ++i) {
    // Few numbers that come again, and many that take each other's place.
    const std::uint64_t range = i % 2 == 0 ? 4 : 2000;
    const std::uint64_t places = 1 + random.below(range, i, 0), part = random.below(places + 1, i, 1),
                        count = random.below(places + 1, i, 2);
    const double u = random.uniform(i, 3);
    REQUIRE(distinct(count, part, places, u) == split_distinct(count, part, places, u));
    REQUIRE(repeated(count, part, places, u) == split_repeated(count, part, places, u));
  }
}
