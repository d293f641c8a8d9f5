#include "numerics/distribution.hpp"

#include <vector>

#include <doctest/doctest.h>

TEST_CASE("values drawn in bulk are those drawn one by one, whatever the distribution") {
  using Shape = bouton::ValueDistribution::Shape;
  const bouton::Random random(1, "w", "weights");
  std::vector<std::uint64_t> units, counters;
  for (std::uint64_t k = 0; k < 300; ++k) {
    units.push_back(k * k + (k % 5 << 32));
    counters.push_back(random.below(1000, k, 0));
  }
  const std::optional<std::pair<double, double>> clip(std::pair(0.9, 1.1));
  for (const auto shape : {Shape::constant, Shape::uniform, Shape::normal, Shape::lognormal, Shape::gamma})
    for (const auto& clipped : {std::optional<std::pair<double, double>>(), clip}) {
      const bouton::ValueDistribution rule{shape, 1.0, 0.7, clipped};
      std::vector<double> bulk(units.size());
      bouton::draw(rule, random, units, counters, bulk);
      std::vector<float> single(units.size());
      bouton::draw(rule, random, units, counters, single);
      for (std::size_t k = 0; k < units.size(); ++k) {
        CHECK(bulk[k] == bouton::draw(rule, random, units[k], counters[k]));
        CHECK(single[k] == static_cast<float>(bulk[k]));
      }
    }
}
