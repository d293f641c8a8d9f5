#include <numeric>

#include <support/network.hpp>

#include "report/histogram.hpp"

using bouton_program::Histogram;

namespace {

std::vector<std::uint64_t> counts(std::initializer_list<std::uint64_t> list) { return list; }

}  // namespace

TEST_CASE("bins have a power of two as width, and their edges are multiples of it") {
  Histogram h(8, 0);
  for (const double value : {0.0, 1.0, 1.0, 5.0, 7.0}) h.add(value);
  const auto bins = h.bins(8);
  CHECK(bins.low == 0);
  CHECK(bins.width == 1);
  CHECK(bins.counts == counts({1, 2, 0, 0, 0, 1, 0, 1}));
  CHECK(h.bins(4).counts == counts({3, 0, 1, 1}));
  CHECK(h.bins(4).width == 2);
}

TEST_CASE("values in any order give the same bins, also where a later one makes all bins wider") {
  std::vector<double> values{1000, -3, 0.25, 7, -900, 12.5, 0, 0.25};
  Histogram up(16), down(16);
  for (std::size_t i = 0; i < values.size(); ++i) up.add(values[i]), down.add(values[values.size() - 1 - i]);
  CHECK(up.bins(16).counts == down.bins(16).counts);
  CHECK(up.bins(16).low == down.bins(16).low);
  CHECK(up.bins(16).width == 128);
  CHECK(up.bins(16).low == -1024);
  const auto all = up.bins(16).counts;
  CHECK(std::accumulate(all.begin(), all.end(), std::uint64_t{0}) == values.size());
}

TEST_CASE("a share of the values cuts away what lies above it, and says how many that are") {
  Histogram h(4096, 0);
  h.add(1, 99);
  h.add(4000);
  const auto bins = h.bins(10, 0.99);
  CHECK(bins.counts == counts({99}));
  CHECK(bins.above == 1);
  CHECK(h.bins(10).width == 512);
  CHECK(h.bins(10).above == 0);
}

TEST_CASE("mean and deviation are those of all values") {
  Histogram h(16);
  for (const double value : {2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0}) h.add(value);
  CHECK(h.mean() == doctest::Approx(5));
  CHECK(h.deviation() == doctest::Approx(2));
  CHECK(h.least() == 2);
  CHECK(h.most() == 9);
}

TEST_CASE("very large, very small and equal values need no more bins than there may be") {
  Histogram h(64);
  for (const double value : {1e300, 5e-324, -1e-9, 0.0}) h.add(value);
  CHECK(h.bins(64).counts.size() <= 64);
  Histogram same(64);
  same.add(0.3, 5);
  CHECK(same.bins(64).counts == counts({5}));
  CHECK(Histogram(64).bins(64).width == 0);
}
