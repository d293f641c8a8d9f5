#include "numerics/gaps.hpp"

#include <cmath>
#include <vector>

#include <doctest/doctest.h>

#include <bouton/random.hpp>

namespace {

double exact(double u, double log_miss) { return std::floor(std::log1p(-u) / log_miss); }

}  // namespace

TEST_CASE("gaps drawn in bulk are what the formula gives, for any probability") {
  const bouton::Random random(1, "gaps", "test");
  std::vector<double> uniform(5000), gaps(uniform.size());
  random.uniform(0, 0, uniform);
  uniform[0] = 0;
  uniform[1] = 0x1p-53;
  uniform[2] = 1 - 0x1p-53;
  for (const double p : {1e-300, 1e-12, 1e-6, 0.001, 0.02, 0.1, 0.5, 0.9, 1 - 1e-15}) {
    CAPTURE(p);
    const double log_miss = std::log1p(-p);
    bouton::draw_gaps(uniform.data(), uniform.size(), log_miss, gaps.data());
    for (std::size_t i = 0; i < gaps.size(); ++i) REQUIRE(gaps[i] == exact(uniform[i], log_miss));
  }
}

TEST_CASE("where a gap changes with the last bit of the number it changes in bulk, too") {
  for (const double p : {0.003, 0.02, 0.1, 0.3}) {
    const double log_miss = std::log1p(-p);
    for (int gap = 1; gap < 60; ++gap) {
      const double edge = std::ldexp(std::floor(std::ldexp(-std::expm1(gap * log_miss), 53)), -53);
      std::vector<double> uniform, gaps(41);
      for (int i = -20; i <= 20; ++i) uniform.push_back(edge + i * 0x1p-53);
      bouton::draw_gaps(uniform.data(), uniform.size(), log_miss, gaps.data());
      for (std::size_t i = 0; i < gaps.size(); ++i) CHECK(gaps[i] == exact(uniform[i], log_miss));
    }
  }
}
