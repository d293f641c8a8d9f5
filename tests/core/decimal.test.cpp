#include "base/decimal.hpp"

#include <cmath>
#include <limits>

#include <doctest/doctest.h>

using bouton::divide_decimal;
using bouton::multiply_decimal;
using bouton::shift_decimal;

TEST_CASE("a decimal point is moved without rounding") {
  CHECK(shift_decimal(87.8, -3) == 0.0878);
  CHECK(shift_decimal(0.02, 3) == 20.0);
  CHECK(shift_decimal(-65, -3) == -0.065);
  CHECK(shift_decimal(0.1, -1) == 0.01);
  CHECK(shift_decimal(1.1, 1) == 11.0);
  CHECK(shift_decimal(3, 0) == 3.0);
  CHECK(shift_decimal(1.7976931348623157e308, -3) == 1.7976931348623157e305);
  for (int n = 1; n < 2000; ++n) CHECK(shift_decimal(shift_decimal(n, -3), 3) == n);
}

TEST_CASE("what is too large or too small for a double becomes infinite or 0") {
  CHECK(shift_decimal(1e300, 20) == std::numeric_limits<double>::infinity());
  CHECK(shift_decimal(-1e300, 20) == -std::numeric_limits<double>::infinity());
  CHECK(shift_decimal(1e-300, -40) == 0.0);
}

TEST_CASE("a quotient of decimal numbers is the nearest one") {
  CHECK(divide_decimal(0.3, 0.1) == 3.0);
  CHECK(0.3 / 0.1 != 3.0);
  CHECK(divide_decimal(20, 0.1) == 200.0);
  CHECK(divide_decimal(20, 0.25) == 80.0);
  CHECK(divide_decimal(1, 3) == 1.0 / 3);
  CHECK(divide_decimal(1e20, 0.1) == 1e21);
  for (int n = 1; n < 2000; ++n) CHECK(divide_decimal(shift_decimal(n, -1), 0.1) == n);
}

TEST_CASE("a product of decimal numbers is the nearest one") {
  CHECK(multiply_decimal(0.05, 0.1) == 0.005);
  CHECK(0.05 * 0.1 != 0.005);
  CHECK(multiply_decimal(3, 0.1) == 0.3);
  CHECK(multiply_decimal(-2.5, 4) == -10.0);
}

TEST_CASE("numbers with too many digits are computed as doubles are") {
  const double third = 1.0 / 3;
  CHECK(multiply_decimal(third, third) == third * third);
  CHECK(divide_decimal(0.1 + 0.2, 0.7) == (0.1 + 0.2) / 0.7);
}

TEST_CASE("zero, infinity and NaN stay what they are") {
  const double inf = std::numeric_limits<double>::infinity();
  CHECK(shift_decimal(0, 5) == 0.0);
  CHECK(shift_decimal(inf, -3) == inf);
  CHECK(multiply_decimal(inf, 2) == inf);
  CHECK(divide_decimal(0, 0.1) == 0.0);
  CHECK(std::isnan(shift_decimal(std::nan(""), 3)));
}
