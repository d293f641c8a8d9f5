#include <cmath>
#include <set>
#include <vector>

#include <doctest/doctest.h>

#include <bouton/random.hpp>

using bouton::Random;

TEST_CASE("draws in bulk are the single draws, wherever they begin and end") {
  const Random random(1, "l", "spikes");
  for (const std::uint64_t first : {0, 1, 6, 7})
    for (const std::size_t size : {0, 1, 2, 5, 8, 33, 100, 700}) {
      std::vector<double> bulk(size);
      random.uniform(first, 3, bulk);
      std::vector<std::uint64_t> bits(size);
      random.bits(first, 3, bits);
      std::vector<std::uint64_t> in_turn(size);
      random.bits_in_turn(first, 3, in_turn);
      for (std::size_t k = 0; k < size; ++k) {
        CHECK(in_turn[k] == random.bits(first, 3 + k));
        CHECK(bulk[k] == random.uniform(first + k, 3));
        CHECK(bits[k] == random.bits(first + k, 3));
      }
    }
}

TEST_CASE("draws in bulk at any places are the single draws") {
  const Random random(1, "l", "weights");
  for (const std::size_t size : {0, 1, 15, 16, 17, 100}) {
    std::vector<std::uint64_t> units(size), counters(size);
    for (std::size_t k = 0; k < size; ++k) {
      units[k] = random.bits(k, 0) >> (k % 2 == 0 ? 2 : 40);
      counters[k] = random.bits(k, 1) >> (k % 3 == 0 ? 0 : 48);
    }
    std::vector<double> uniform(size), normal(size);
    random.uniform_at(units, counters, uniform);
    random.normal_at(units, counters, normal);
    std::vector<float> single(size);
    random.normal_at(units, counters, -87.8, 8.78, single);
    for (std::size_t k = 0; k < size; ++k) {
      CHECK(uniform[k] == random.uniform(units[k], counters[k]));
      CHECK(normal[k] == random.normal(units[k], counters[k]));
      CHECK(single[k] == static_cast<float>(-87.8 + 8.78 * normal[k]));
    }
  }
}

TEST_CASE("normal draws in single precision are those in double precision, rounded") {
  const Random random(2, "l", "weights");
  std::vector<std::uint64_t> units(100000), counters(units.size());
  for (std::size_t k = 0; k < units.size(); ++k) units[k] = k % 300, counters[k] = k / 300;
  std::vector<double> normal(units.size());
  std::vector<float> single(units.size());
  random.normal_at(units, counters, normal);
  for (const auto& [mean, deviation] : {std::pair(0.0, 1.0), {87.8, 8.78}, {-1e-3, 1e3}, {1e9, 1e-9}, {5.0, 0.0}}) {
    random.normal_at(units, counters, mean, deviation, single);
    std::size_t different = 0;
    for (std::size_t k = 0; k < units.size(); ++k)
      different += single[k] != static_cast<float>(mean + deviation * normal[k]);
    CHECK(different == 0);
  }
}

TEST_CASE("a draw depends on its arguments alone, not on what was drawn before") {
  const Random once(7, "l", "spikes"), again(7, "l", "spikes");
  const auto bits = once.bits(12, 34);
  const auto normal = once.normal(12, 34);
  for (std::uint64_t i = 0; i < 10; ++i) again.bits(i, i), again.normal(i, 2 * i);
  CHECK(again.bits(12, 34) == bits);
  CHECK(again.normal(12, 34) == normal);
}

TEST_CASE("draws are the same in every build and on every machine") {
  // Philox4x32-10 on a key that the names give: a change of either would change every network's results.
  const Random random(1, "stim", "spikes");
  CHECK(random.bits(0, 0) == 16146298874901052347u);
}

TEST_CASE("seed, element, purpose, unit and counter each make other draws") {
  std::set<std::uint64_t> bits;
  for (const std::uint64_t seed : {0, 1, 2})
    for (const char* element : {"a", "b", "ab", ""})
      for (const char* purpose : {"a", "b", "ab", ""})
        for (const std::uint64_t unit : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 40})
          for (const std::uint64_t counter : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 40})
            bits.insert(Random(seed, element, purpose).bits(unit, counter));
  CHECK(bits.size() == 3 * 4 * 4 * 3 * 3);
}

TEST_CASE("uniform draws lie in [0, 1) with mean 1/2 and variance 1/12") {
  const Random random(3, "l", "spikes");
  constexpr int n = 100000;
  double sum = 0, squares = 0;
  bool inside = true;
  for (int i = 0; i < n; ++i) {
    const double x = random.uniform(i % 100, i / 100);
    inside = inside && x >= 0 && x < 1;
    sum += x;
    squares += (x - 0.5) * (x - 0.5);
  }
  CHECK(inside);
  // 4 standard errors; the variance of (x - 1/2)^2 is 1/180.
  CHECK(std::abs(sum / n - 0.5) < 4 * std::sqrt(1.0 / 12 / n));
  CHECK(std::abs(squares / n - 1.0 / 12) < 4 * std::sqrt(1.0 / 180 / n));
}

TEST_CASE("normal draws have the moments of a standard normal distribution") {
  const Random random(4, "l", "noise");
  constexpr int n = 100000;
  double first = 0, second = 0, third = 0, fourth = 0;
  for (int i = 0; i < n; ++i) {
    const double x = random.normal(i % 100, i / 100);
    first += x, second += x * x, third += x * x * x, fourth += x * x * x * x;
  }
  // Variances of x, x^2, x^3, x^4: 1, 2, 15, 96.
  CHECK(std::abs(first / n) < 4 * std::sqrt(1.0 / n));
  CHECK(std::abs(second / n - 1) < 4 * std::sqrt(2.0 / n));
  CHECK(std::abs(third / n) < 4 * std::sqrt(15.0 / n));
  CHECK(std::abs(fourth / n - 3) < 4 * std::sqrt(96.0 / n));
}

TEST_CASE("neighbouring units and neighbouring steps are uncorrelated") {
  const Random random(5, "l", "spikes");
  constexpr int n = 100000;
  double units = 0, steps = 0;
  for (int i = 0; i < n; ++i) {
    const double x = random.uniform(i, 0) - 0.5;
    units += x * (random.uniform(i + 1, 0) - 0.5);
    steps += x * (random.uniform(i, 1) - 0.5);
  }
  CHECK(std::abs(units / n) < 4.0 / 12 / std::sqrt(n));
  CHECK(std::abs(steps / n) < 4.0 / 12 / std::sqrt(n));
}

TEST_CASE("whole numbers below n reach each of 0 to n - 1 equally often, and nothing else") {
  const Random random(6, "w", "connect");
  constexpr int n = 60000;
  std::vector<int> counts(6, 0);
  for (int i = 0; i < n; ++i) ++counts.at(random.below(6, i % 10, i / 10));
  for (const int count : counts) CHECK(std::abs(count - n / 6) < 4 * std::sqrt(n * 5.0 / 36));
  for (int i = 0; i < 10; ++i) CHECK(random.below(1, i, 0) == 0);
  const std::uint64_t large = 0xffffffffffffffffULL;
  CHECK(random.below(large, 0, 0) < large);
  CHECK(random.below(large, 0, 0) > (large >> 20));
}
