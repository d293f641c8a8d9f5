#include "numerics/normals.hpp"

#include <vector>

#include <doctest/doctest.h>

#include <bouton/random.hpp>

namespace {

void check(const std::vector<double>& uniform, double mean, double deviation) {
  std::vector<float> out(uniform.size() / 2);
  bouton::normals_in_single(uniform.data(), out.size(), mean, deviation, out.data());
  for (std::size_t k = 0; k < out.size(); ++k)
    REQUIRE(out[k] == static_cast<float>(mean + deviation * bouton::normal_of(uniform[2 * k], uniform[2 * k + 1])));
}

}  // namespace

TEST_CASE("normal numbers in single precision are the rounded ones in double precision") {
  std::vector<double> uniform(400000);
  bouton::Random(1, "normals", "test").uniform(0, 0, uniform);
  for (const auto& [mean, deviation] : {std::pair(0.0, 1.0), {87.8, 8.78}, {-1e-3, 1e3}, {1e9, 1e-9}, {5.0, 0.0}})
    check(uniform, mean, deviation);
}

TEST_CASE("so they are at the ends of the range, and where the cosine passes through a quarter") {
  std::vector<double> uniform;
  const double ends[] = {0, 0x1p-53, 0x1p-30, 0.25, 0.5, 0.75, 1 - 0x1p-53};
  for (const double first : ends)
    for (const double quarter : {0.0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1.0})
      for (int i = -3; i <= 3; ++i)
        if (const double second = quarter + i * 0x1p-53; second >= 0 && second < 1)
          uniform.insert(uniform.end(), {first, second});
  check(uniform, 0, 1);
  check(uniform, 2, 0.5);
}
