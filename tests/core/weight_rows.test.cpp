#include <cstring>
#include <random>
#include <vector>

#include <doctest/doctest.h>

#include "numerics/weight_rows.hpp"

using bouton::Unit;
using bouton::WeightMatrix;

namespace {

constexpr std::size_t pres = 40;

/// Units with many weights, with fewer and with none.
WeightMatrix matrix(Unit posts, bouton::WeightPrecision precision) {
  std::mt19937 bits(posts);
  std::normal_distribution<double> value;
  std::vector<bouton::WeightEntry> entries;
  for (Unit post = 0; post < posts; ++post)
    for (Unit n = 0; post != 3 && n < 8 + post % 3 * 4; ++n)
      entries.push_back({post, static_cast<Unit>(bits() % pres), value(bits)});
  auto weights = WeightMatrix::sparse(pres, {0, posts}, entries);
  weights.store_as(precision);
  return weights;
}

std::vector<std::vector<Unit>> random_spikes(std::size_t steps) {
  std::mt19937 bits(7);
  std::vector<std::vector<Unit>> active(steps);
  for (auto& step : active)
    for (Unit unit = 0; unit < pres; ++unit)
      if (bits() % 3 == 0) step.push_back(unit);
  return active;
}

/// The sums of each step: what stood there before plus or minus what arrives.
std::vector<std::vector<double>> one_step_after_the_other(const WeightMatrix& weights,
                                                          const std::vector<std::vector<Unit>>& active, double before,
                                                          bool subtract) {
  std::vector<std::vector<double>> all;
  const double sign = subtract ? -1 : 1;
  for (const auto& step : active) {
    std::vector<double> sums(weights.post().size(), sign * before), values(pres);
    for (const Unit unit : step) values[unit] = 1;
    weights.accumulate({values, step, true}, sums);
    for (double& x : sums) x *= sign;
    all.push_back(std::move(sums));
  }
  return all;
}

bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

}  // namespace

TEST_CASE("the sums of many steps at once are those of one step after the other, to the bit") {
  if (!bouton::WeightRows::are_fast()) {
    MESSAGE("this processor has no masked additions");
    return;
  }
  for (const auto precision : {bouton::WeightPrecision::float64, bouton::WeightPrecision::float32})
    for (const Unit posts : {7, 8, 15, 16, 67})
      for (std::size_t steps = 1; steps <= bouton::SpikeHistory::most_steps; ++steps)
        for (const bool are_new : {true, false})
          for (const bool subtract : {true, false}) {
            CAPTURE(posts);
            CAPTURE(steps);
            auto weights = matrix(posts, precision);
            const auto made = bouton::WeightRows::make(weights);
            REQUIRE(made.has_value());
            const auto& rows = *made;
            const auto active = random_spikes(steps);
            bouton::SpikeHistory history(pres);
            // One more value than units: nothing may be written behind the last.
            std::vector<std::vector<double>> sums(steps, std::vector<double>(posts + 1, 0.1));
            std::vector<double*> at;
            for (std::size_t s = 0; s < steps; ++s) {
              history.add(s, active[s]);
              at.push_back(sums[s].data());
            }
            rows.accumulate(history, {at, are_new, subtract});
            const auto expected = one_step_after_the_other(weights, active, are_new ? 0.0 : 0.1, subtract);
            for (std::size_t s = 0; s < steps; ++s) {
              REQUIRE(sums[s].back() == 0.1);
              sums[s].pop_back();
              REQUIRE(same_bits(sums[s], expected[s]));
            }
          }
}

TEST_CASE("rows are made where they can gain: of sparse weights, and where no unit has far more than its neighbours") {
  if (!bouton::WeightRows::are_fast()) return;
  auto dense = WeightMatrix::dense(pres, {0, 16});
  CHECK_FALSE(bouton::WeightRows::make(dense).has_value());
  std::vector<bouton::WeightEntry> entries;
  for (Unit pre = 0; pre < pres; ++pre) entries.push_back({3, pre, 1.0});
  auto uneven = WeightMatrix::sparse(pres, {0, 16}, entries);
  CHECK_FALSE(bouton::WeightRows::make(uneven).has_value());
}

TEST_CASE("weights are read anew") {
  if (!bouton::WeightRows::are_fast()) return;
  auto weights = matrix(20, bouton::WeightPrecision::float64);
  auto made = bouton::WeightRows::make(weights);
  REQUIRE(made.has_value());
  auto& rows = *made;
  std::vector<double> values(weights.count());
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = 1.0 / static_cast<double>(i + 1);
  weights.assign_in_order(values);
  rows.read(weights);
  const std::vector<std::vector<Unit>> active{{0, 3, 4, 17, 39}};
  bouton::SpikeHistory history(pres);
  history.add(0, active[0]);
  std::vector<double> sums(20);
  double* const at[] = {sums.data()};
  rows.accumulate(history, {at, true, false});
  CHECK(same_bits(sums, one_step_after_the_other(weights, active, 0.0, false)[0]));
}
