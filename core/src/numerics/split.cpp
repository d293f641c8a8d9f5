#include "numerics/split.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <optional>

#include "numerics/hash.hpp"

namespace bouton {

namespace {

/// log(n!) - log(sqrt(2 pi n) (n/e)^n), by Stirling's series; by the logarithm itself where n is small.
double stirling_error(double n) {
  constexpr std::array<double, 16> factorials = [] {
    std::array<double, 16> f{1};
    for (std::size_t i = 1; i < f.size(); ++i) f[i] = f[i - 1] * static_cast<double>(i);
    return f;
  }();
  if (n < static_cast<double>(factorials.size())) {
    if (n == 0) return 0;
    return std::log(factorials[static_cast<std::size_t>(n)]) - (n + 0.5) * std::log(n) + n -
           0.5 * std::log(2 * std::numbers::pi);
  }
  const double square = n * n;
  return (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - 1.0 / 1680 / square) / square) / square) / n;
}

/// x log(x / m) + m - x, without cancellation where x is close to m.
double deviance(double x, double m) {
  if (x == 0) return m;
  const double v = (x - m) / (x + m);
  if (std::abs(v) >= 0.1) return x * std::log(x / m) + m - x;
  // log(x / m) = 2 (v + v^3 / 3 + v^5 / 5 + ...).
  double sum = (x - m) * v, power = 2 * x * v;
  for (int j = 1;; ++j) {
    power *= v * v;
    const double next = sum + power / (2 * j + 1);
    if (next == sum) return sum;
    sum = next;
  }
}

/// The binomial probability of x successes in n trials, after Loader 2000, "Fast and accurate computation of binomial
/// probabilities".
double binomial(double x, double n, double p) {
  const double q = 1 - p;
  if (p == 0) return x == 0 ? 1 : 0;
  if (q == 0) return x == n ? 1 : 0;
  if (x == 0) return std::exp(n * std::log1p(-p));
  if (x == n) return std::exp(n * std::log(p));
  const double exponent =
      stirling_error(n) - stirling_error(x) - stirling_error(n - x) - deviance(x, n * p) - deviance(n - x, n * q);
  return std::exp(exponent) * std::sqrt(n / (2 * std::numbers::pi * x * (n - x)));
}

/// Inversion that begins at the mode and goes to both sides, so that it takes about as many turns as the distribution
/// is wide. `up(x)` is the probability of x + 1 in that of x.
template <class Up>
std::uint64_t invert(double u, double mode, double at_mode, double least, double most, Up up) {
  double low = mode, high = mode, at_low = at_mode, at_high = at_mode;
  u -= at_mode;
  while (u >= 0 && (low > least || high < most)) {
    if (high < most) {
      at_high *= up(high);
      ++high;
      u -= at_high;
      if (u < 0) return static_cast<std::uint64_t>(high);
    }
    if (low > least) {
      --low;
      at_low /= up(low);
      u -= at_low;
      if (u < 0) return static_cast<std::uint64_t>(low);
    }
    // What is left of u is rounding.
    if (at_low + at_high < 1e-30) break;
  }
  return static_cast<std::uint64_t>(mode);
}

/// Of different places; all numbers whole.
struct Distinct {
  double n, good, all;

  Distinct(std::uint64_t count, std::uint64_t part, std::uint64_t places)
      : n(static_cast<double>(count)), good(static_cast<double>(part)), all(static_cast<double>(places)) {}

  double bad() const { return all - good; }
  double least() const { return std::max(0.0, n - bad()); }
  double most() const { return std::min(n, good); }
  SplitMode mode() const {
    const double value = std::clamp(std::floor((n + 1) * (good + 1) / (all + 2)), least(), most()), p = n / all;
    return {value, binomial(value, good, p) * binomial(n - value, bad(), p) / binomial(n, all, p)};
  }
  std::uint64_t draw(const SplitMode& mode, double u) const {
    return invert(u, mode.value, mode.probability, least(), most(),
                  [&](double x) { return (good - x) * (n - x) / ((x + 1) * (bad() - n + x + 1)); });
  }
  /// Where there is nothing to draw.
  static std::optional<std::uint64_t> certain(std::uint64_t count, std::uint64_t part, std::uint64_t places) {
    if (part == 0 || count == 0) return 0;
    if (part == places) return count;
    if (count == places) return part;
    return std::nullopt;
  }
};

/// Of places that are drawn again and again.
struct Repeated {
  double n, p, odds;

  Repeated(std::uint64_t count, std::uint64_t part, std::uint64_t places)
      : n(static_cast<double>(count)), p(static_cast<double>(part) / static_cast<double>(places)), odds(p / (1 - p)) {}

  SplitMode mode() const {
    const double value = std::min(std::floor((n + 1) * p), n);
    return {value, binomial(value, n, p)};
  }
  std::uint64_t draw(const SplitMode& mode, double u) const {
    return invert(u, mode.value, mode.probability, 0, n, [&](double x) { return (n - x) / (x + 1) * odds; });
  }
  static std::optional<std::uint64_t> certain(std::uint64_t count, std::uint64_t part, std::uint64_t places) {
    if (part == 0 || count == 0) return 0;
    if (part == places) return count;
    return std::nullopt;
  }
};

template <class Kind>
std::uint64_t split(std::uint64_t count, std::uint64_t part, std::uint64_t places, double u) {
  if (const auto number = Kind::certain(count, part, places)) return *number;
  const Kind kind(count, part, places);
  return kind.draw(kind.mode(), u);
}

}  // namespace

std::uint64_t split_distinct(std::uint64_t count, std::uint64_t part, std::uint64_t places, double u) {
  return split<Distinct>(count, part, places, u);
}

std::uint64_t split_repeated(std::uint64_t count, std::uint64_t part, std::uint64_t places, double u) {
  return split<Repeated>(count, part, places, u);
}

template <class Kind>
std::uint64_t Splitter::draw(std::uint64_t count, std::uint64_t part, std::uint64_t places, double u) {
  if (const auto number = Kind::certain(count, part, places)) return *number;
  const Kind kind(count, part, places);
  // The numbers are whole and not 0, so that a place that nothing has taken fits none.
  constexpr std::uint64_t odd = 0x9e3779b97f4a7c15;
  auto& known = known_[mix(count + odd * (part + odd * places)) >> (64 - known_bits)];
  if (known.count != count || known.part != part || known.places != places) known = {count, part, places, kind.mode()};
  return kind.draw(known.mode, u);
}

std::uint64_t Splitter::operator()(std::uint64_t count, std::uint64_t part, std::uint64_t places, double u) {
  return distinct_ ? draw<Distinct>(count, part, places, u) : draw<Repeated>(count, part, places, u);
}

}  // namespace bouton
