#include "base/decimal.hpp"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <system_error>

namespace bouton {

namespace {

/// digits times ten to the exponent.
struct Decimal {
  std::int64_t digits = 0;
  int exponent = 0;
};

/// Whole numbers up to here are exact as doubles.
constexpr std::int64_t largest_exact = std::int64_t{1} << 53;

/// x is finite.
Decimal decimal_of(double x) {
  char buffer[32];
  const auto* end = std::to_chars(buffer, buffer + sizeof buffer, x, std::chars_format::scientific).ptr;
  const std::string_view text(buffer, static_cast<std::size_t>(end - buffer));
  const auto e = text.find('e'), point = text.find('.');
  std::string digits(text.substr(0, std::min(point, e)));
  Decimal d;
  if (point != text.npos) {
    digits += text.substr(point + 1, e - point - 1);
    d.exponent = -static_cast<int>(e - point - 1);
  }
  std::from_chars(digits.data(), digits.data() + digits.size(), d.digits);
  int power = 0;
  const auto* sign = text.data() + e + 1;
  std::from_chars(*sign == '+' ? sign + 1 : sign, end, power);
  d.exponent += power;
  return d;
}

/// The double nearest to a number with this many digits; `whole` is a whole number.
double value_of(const std::string& whole, int exponent) {
  const auto text = whole + "e" + std::to_string(exponent);
  double x = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), x).ec == std::errc::result_out_of_range)
    x = std::copysign(exponent > 0 ? std::numeric_limits<double>::infinity() : 0.0, whole.front() == '-' ? -1 : 1);
  return x;
}

bool fits_product(std::int64_t a, std::int64_t b) { return b == 0 || std::abs(a) <= largest_exact / std::abs(b); }

/// Ten to the power, or 0 if it is not exact.
std::int64_t power_of_ten(int power) {
  std::int64_t result = 1;
  for (; power > 0; --power) {
    if (!fits_product(result, 10)) return 0;
    result *= 10;
  }
  return result;
}

/// Multiplies if the result is exact as a double.
bool multiply_exactly(std::int64_t& x, std::int64_t factor) {
  if (factor == 0 || !fits_product(x, factor)) return false;
  x *= factor;
  return true;
}

}  // namespace

double shift_decimal(double x, int power) {
  if (power == 0 || x == 0 || !std::isfinite(x)) return x;
  const auto d = decimal_of(x);
  return value_of(std::to_string(d.digits), d.exponent + power);
}

double multiply_decimal(double x, double y) {
  if (x == 0 || y == 0 || !std::isfinite(x) || !std::isfinite(y)) return x * y;
  auto a = decimal_of(x);
  const auto b = decimal_of(y);
  if (!multiply_exactly(a.digits, b.digits)) return x * y;
  return value_of(std::to_string(a.digits), a.exponent + b.exponent);
}

double divide_decimal(double x, double y) {
  if (x == 0 || y == 0 || !std::isfinite(x) || !std::isfinite(y)) return x / y;
  auto a = decimal_of(x), b = decimal_of(y);
  // Both become whole numbers with the same exponent; the quotient of two exact doubles is the nearest one.
  const int power = a.exponent - b.exponent;
  if (!multiply_exactly(power > 0 ? a.digits : b.digits, power_of_ten(std::abs(power)))) return x / y;
  if (!fits_product(a.digits, 1) || !fits_product(b.digits, 1)) return x / y;
  return static_cast<double>(a.digits) / static_cast<double>(b.digits);
}

}  // namespace bouton
