#include <bouton/column_index.hpp>

#include <algorithm>

#include <doctest/doctest.h>

#include <bouton/weights.hpp>

using bouton::ColumnIndex;
using bouton::Unit;
using bouton::WeightMatrix;

namespace {

/// Sizes of columns that are empty, short, longer than 64, and in any order.
std::uint32_t size_of(std::size_t delay, std::size_t source) {
  const auto x = delay * 31 + source * 17;
  return static_cast<std::uint32_t>(x % 5 == 0 ? 0 : x % 7 == 0 ? 70 + x % 80 : x % 11);
}

std::vector<std::vector<std::uint32_t>> counts(std::size_t delays, std::size_t sources) {
  std::vector<std::vector<std::uint32_t>> all(delays, std::vector<std::uint32_t>(sources));
  for (std::size_t d = 0; d < delays; ++d)
    for (std::size_t j = 0; j < sources; ++j) all[d][j] = size_of(d, j);
  return all;
}

}  // namespace

TEST_CASE("the columns of a presynaptic unit lie together, by delay") {
  for (const std::size_t delays : {1, 2, 3, 63, 64, 65, 130}) {
    constexpr std::size_t sources = 37;
    auto of_columns = counts(delays, sources);
    const ColumnIndex index(of_columns, true);
    REQUIRE(index.columns() == delays * sources);
    std::size_t place = 0;
    for (std::size_t j = 0; j < sources; ++j) {
      CHECK(index.of_source(j).begin == place);
      std::vector<std::size_t> delays_in_order;
      index.for_each_of(j, [&](std::size_t delay, std::size_t at) {
        CHECK(at == index.of_source(j).begin + delays_in_order.size());
        delays_in_order.push_back(delay);
      });
      std::size_t next = 0;
      for (std::size_t d = 0; d < delays; ++d) {
        const auto column = index.column(d * sources + j);
        CHECK(column.begin == place);
        CHECK(column.size() == size_of(d, j));
        CHECK(of_columns[d][j] == place - index.of_source(j).begin);
        CHECK(index.column(d, j).end == column.end);
        place = column.end;
        for (std::size_t i = 0; i < column.size(); ++i) CHECK(delays_in_order.at(next++) == d);
      }
      CHECK(next == delays_in_order.size());
    }
    CHECK(index.count() == place);
  }
}

TEST_CASE("an index of many short columns takes less memory than the targets and weights of its connections") {
  constexpr std::size_t delays = 50, sources = 1000;
  std::vector<std::vector<std::uint32_t>> two(delays, std::vector<std::uint32_t>(sources, 2));
  const auto index = std::make_shared<const ColumnIndex>(two, true);
  const auto connections = static_cast<double>(delays * sources * 2);
  CHECK(static_cast<double>(index->bytes()) < 2.4 * connections);
  CHECK(static_cast<double>(
            WeightMatrix::sparse_constant(index, {0, 100}, {}, 1, bouton::WeightPrecision::float32).bytes()) <
        2.4 * connections);
}

TEST_CASE("targets are the same numbers in 2 and in 4 bytes") {
  for (const bool narrow : {false, true}) {
    std::vector<std::vector<std::uint32_t>> three(1, std::vector<std::uint32_t>(2, 3));
    ColumnIndex index(three, narrow);
    for (std::size_t i = 0; i < 6; ++i) index.set_target(i, static_cast<Unit>(65535 - 7 * i));
    const auto targets = index.targets(index.column(1));
    CHECK(targets.size() == 3);
    CHECK(targets[0] == 65535 - 21);
    CHECK(std::vector<Unit>(targets.begin(), targets.end()) == std::vector<Unit>{65514, 65507, 65500});
    CHECK(targets.visit([](auto units) { return sizeof(units[0]); }) == (narrow ? 2 : 4));
  }
}

TEST_CASE("one weight that stands for all adds up to the same bits as as many that are stored") {
  constexpr std::size_t sources = 90, posts = 41;
  std::vector<std::vector<std::uint32_t>> few(3, std::vector<std::uint32_t>(sources, 5));
  const auto index = std::make_shared<ColumnIndex>(few, true);
  for (std::size_t i = 0; i < index->count(); ++i) index->set_target(i, static_cast<Unit>(i * 13 % posts));
  const bouton::Slice slice{100, 100 + posts};
  const auto one = WeightMatrix::sparse_constant(index, slice, {1, 4, 9}, 0.1, bouton::WeightPrecision::float64);
  auto many = one;
  for (double w : many.values()) CHECK(w == 0.1);
  CHECK(one.is_constant());
  CHECK_FALSE(many.is_constant());
  CHECK(one.entries() == many.entries());
  CHECK(one.entries().front().delay == 1);
  CHECK(one.entries().back().post < slice.end);

  std::vector<double> values(3 * sources, 0.0);
  std::vector<Unit> active;
  for (Unit a = 0; a < values.size(); a += 1 + a % 3) active.push_back(a), values[a] = 1.0;
  std::vector<double> sums(posts, 0.3), others = sums, analog = sums, by_delay = sums;
  one.accumulate({values, active, true}, sums);
  many.accumulate({values, active, true}, others);
  one.accumulate({values, {}, false}, analog);
  std::vector<std::vector<Unit>> lists(3);
  for (const Unit a : active) lists[a / sources].push_back(a % sources);
  std::vector<bouton::Signal> signals;
  for (std::size_t d = 0; d < 3; ++d)
    signals.push_back({std::span(values).subspan(d * sources, sources), lists[d], true});
  many.accumulate_arrivals(signals, by_delay);
  CHECK(sums == others);
  CHECK(sums == analog);
  CHECK(sums == by_delay);
  std::vector<double> slowly(posts, 0.3);
  for (const Unit a : active) many.for_each_in_column(a, [&](Unit post, double w) { slowly[post] += w; });
  CHECK(sums == slowly);
}
