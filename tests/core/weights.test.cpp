#include <bouton/weights.hpp>

#include <bit>

#include <doctest/doctest.h>

using bouton::Unit;
using bouton::WeightEntry;
using bouton::WeightMatrix;

namespace {

/// The contribution of a signal given as 0/1 values, taken as spikes or as analog values.
std::vector<double> accumulate(const WeightMatrix& w, const std::vector<double>& x, bool as_spikes) {
  std::vector<Unit> active;
  for (Unit i = 0; i < x.size(); ++i)
    if (x[i] != 0.0) active.push_back(i);
  std::vector<double> port(w.post().size(), 0.0);
  w.accumulate({x, active, as_spikes}, port);
  return port;
}

}  // namespace

TEST_CASE("a sparse matrix merges pairs that are listed twice and orders its entries by post, then pre") {
  const std::vector<WeightEntry> listed{{2, 1, 0.5}, {0, 0, 1.0}, {2, 0, 3.0}, {2, 1, 0.25}};
  const auto w = WeightMatrix::sparse(2, {0, 3}, listed);
  CHECK(w.entries() == std::vector<WeightEntry>{{0, 0, 1.0}, {2, 0, 3.0}, {2, 1, 0.75}});
}

TEST_CASE("a slice holds the weights of its own units only") {
  const std::vector<WeightEntry> listed{{0, 0, 1.0}, {1, 0, 2.0}, {2, 0, 3.0}, {3, 0, 4.0}};
  const auto w = WeightMatrix::sparse(1, {1, 3}, listed);
  CHECK(w.entries() == std::vector<WeightEntry>{{1, 0, 2.0}, {2, 0, 3.0}});
  CHECK(accumulate(w, {1.0}, true) == std::vector<double>{2.0, 3.0});
}

TEST_CASE("a diagonal matrix leads unit i to unit i, in a slice too") {
  const auto w = WeightMatrix::diagonal(4, {1, 3}, {10.0, 20.0});
  CHECK(accumulate(w, {1, 1, 0, 1}, true) == std::vector<double>{10.0, 0.0});
  CHECK(w.entries() == std::vector<WeightEntry>{{1, 1, 10.0}, {2, 2, 20.0}});
}

TEST_CASE("analog values along a diagonal are added as one by one, and a zero leaves a sum's sign") {
  constexpr Unit size = 45;
  std::vector<double> weights, x, sums;
  for (Unit k = 0; k < size; ++k) {
    weights.push_back(0.1 * k - 2);
    x.push_back(k % 3 == 0 ? 0.0 : 1.0 / (k + 1));
    sums.push_back(k % 2 == 0 ? -0.0 : 1e-3 * k);
  }
  const bouton::Slice slice{2, size};
  const auto w = WeightMatrix::diagonal(size, slice, {weights.begin() + 2, weights.end()});
  std::vector<double> port(sums.begin() + 2, sums.end());
  w.accumulate({x, {}, false}, port);
  for (Unit k = 2; k < size; ++k) {
    const double expected = x[k] == 0 ? sums[k] : sums[k] + weights[k] * x[k];
    CHECK(std::bit_cast<std::uint64_t>(port[k - 2]) == std::bit_cast<std::uint64_t>(expected));
  }
}

TEST_CASE("spikes and the same 0/1 values as an analog signal end in the same bits") {
  // Weights whose sum depends on the order in which it is formed.
  auto dense = WeightMatrix::dense(3, {0, 2});
  std::vector<WeightEntry> listed;
  const double values[] = {1e16, 1.0, -1e16};
  for (Unit pre = 0; pre < 3; ++pre)
    for (Unit post = 0; post < 2; ++post) {
      dense.column(pre).values[post] = values[pre];
      listed.push_back({post, pre, values[pre]});
    }
  const auto sparse = WeightMatrix::sparse(3, {0, 2}, listed);
  const auto in_order = (1e16 + 1.0) - 1e16;
  const WeightMatrix* both[] = {&dense, &sparse};
  for (const WeightMatrix* w : both)
    for (const bool as_spikes : {true, false})
      CHECK(accumulate(*w, {1, 1, 1}, as_spikes) == std::vector<double>{in_order, in_order});
}

TEST_CASE("weights in float32 are rounded where they are stored, and added up in double precision") {
  std::vector<WeightEntry> listed;
  auto dense = WeightMatrix::dense(20, {0, 11});
  for (Unit pre = 0; pre < 20; ++pre)
    for (Unit post = 0; post < 11; ++post) {
      const double value = 1.0 / (3 + pre + 7 * post);
      listed.push_back({post, pre, value});
      dense.column(pre).values[post] = value;
    }
  auto sparse = WeightMatrix::sparse(20, {0, 11}, listed);
  auto diagonal = WeightMatrix::diagonal(11, {0, 11}, std::vector<double>(11, 0.1));
  const auto bytes = dense.bytes();
  for (auto* w : {&dense, &sparse, &diagonal}) w->store_as(bouton::WeightPrecision::float32);
  CHECK(dense.bytes() == bytes / 2);
  CHECK(dense.entries() == sparse.entries());
  const std::vector<double> ones(20, 1.0);
  std::vector<double> sums(11, 0.0);
  for (const auto& e : dense.entries()) {
    CHECK(e.value == static_cast<double>(static_cast<float>(1.0 / (3 + e.pre + 7 * e.post))));
    sums[e.post] += e.value;
  }
  for (const bool as_spikes : {true, false}) {
    CHECK(accumulate(dense, ones, as_spikes) == sums);
    CHECK(accumulate(sparse, ones, as_spikes) == sums);
    CHECK(accumulate(diagonal, std::vector<double>(11, 1.0), as_spikes) ==
          std::vector<double>(11, static_cast<double>(0.1f)));
  }
  dense.store_as(bouton::WeightPrecision::float64);
  CHECK(dense.entries() == sparse.entries());
}

TEST_CASE("any number of presynaptic spikes is added in ascending order of the presynaptic unit") {
  constexpr Unit pre_size = 40, post_size = 37;
  auto w = WeightMatrix::dense(pre_size, {0, post_size});
  for (Unit pre = 0; pre < pre_size; ++pre)
    for (Unit post = 0; post < post_size; ++post)
      w.column(pre).values[post] = (pre % 2 ? 1e15 : -1e15) / (1 + pre) + 0.1 * post;
  for (Unit count = 0; count <= pre_size; ++count) {
    std::vector<double> x(pre_size, 0.0), half(pre_size, 0.0), sums(post_size, 0.0), halves(post_size, 0.0);
    for (Unit pre = 0; pre < count; ++pre) {
      x[pre] = 1.0;
      half[pre] = 0.5;
      for (Unit post = 0; post < post_size; ++post) {
        sums[post] += w.column(pre).values[post];
        halves[post] += w.column(pre).values[post] * 0.5;
      }
    }
    CHECK(accumulate(w, x, true) == sums);
    CHECK(accumulate(w, half, false) == halves);
  }
}

TEST_CASE("a row has the weights of one postsynaptic unit, dense, sparse and diagonal, and may change them") {
  std::vector<WeightEntry> listed;
  auto dense = WeightMatrix::dense(4, {10, 13});
  for (Unit pre = 0; pre < 4; ++pre)
    for (Unit k = 0; k < 3; ++k) {
      dense.column(pre).values[k] = 10 * pre + k;
      listed.push_back({10 + k, pre, 10.0 * pre + k});
    }
  auto sparse = WeightMatrix::sparse(4, {10, 13}, listed);
  for (auto* w : {&dense, &sparse}) {
    std::vector<double> row;
    w->visit_row(1, [&](std::size_t pre, auto& weight) {
      CHECK(pre == row.size());
      row.push_back(weight);
      weight += 0.5;
    });
    CHECK(row == std::vector<double>{1, 11, 21, 31});
    for (const auto& e : w->entries()) CHECK(e.value == 10.0 * e.pre + (e.post - 10) + (e.post == 11 ? 0.5 : 0));
  }
  auto diagonal = WeightMatrix::diagonal(20, {10, 12}, {5, 6});
  diagonal.visit_row(1, [](std::size_t pre, auto& weight) {
    CHECK(pre == 11);
    CHECK(weight == 6);
  });
  // A copy has the same rows, and weights of its own.
  auto copy = sparse;
  copy.visit_row(1, [](std::size_t, auto& weight) { weight = 0; });
  CHECK(copy.entries() != sparse.entries());
}

TEST_CASE("a row of arrivals names the arrival, and an empty row is empty") {
  std::vector<std::vector<std::uint32_t>> counts{{1, 0}, {1, 1}};
  const auto index = std::make_shared<bouton::ColumnIndex>(counts, true);
  index->set_target(0, 2);  // source 0, the first delay
  index->set_target(1, 0);  // source 0, the second
  index->set_target(2, 2);  // source 1, the second
  auto w = WeightMatrix::sparse(index, {0, 3}, {1, 5}, bouton::WeightPrecision::float32);
  std::vector<std::size_t> arrivals;
  const auto note = [&](std::size_t pre, auto&) { arrivals.push_back(pre); };
  w.visit_row(1, note);
  CHECK(arrivals.empty());
  w.visit_row(2, note);
  CHECK(arrivals == std::vector<std::size_t>{0, 3});
  w.visit_row(0, note);
  CHECK(arrivals.back() == 2);
}
