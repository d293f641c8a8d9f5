#include "base/quantity.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <system_error>

#include <fmt/format.h>

#include "base/shorten.hpp"

namespace bouton {

namespace {

std::string_view without_blanks(std::string_view text) {
  const auto first = text.find_first_not_of(' ');
  return first == text.npos ? std::string_view() : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

/// A number and what stands behind it.
struct NumberAndUnit {
  double number = 0;
  std::string_view unit;
};

std::optional<NumberAndUnit> split(std::string_view text) {
  text = without_blanks(text);
  const auto unsigned_text = text.substr(text.starts_with('+') || text.starts_with('-') ? 1 : 0);
  if (unsigned_text.find_first_of(".0123456789") != 0) return std::nullopt;  // "inf" and "nan" are no numbers here
  if (text.front() == '+') text.remove_prefix(1);
  NumberAndUnit result;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), result.number);
  if (read.ec != std::errc()) return std::nullopt;
  result.unit = without_blanks(text.substr(static_cast<std::size_t>(read.ptr - text.data())));
  return result;
}

/// A unit that a person could write here; a number in it does not depend on the length of a step.
std::string usual_unit(const PhysicalUnit& wanted) {
  if (wanted.exponent(BaseUnit::step) == 0) return wanted.text;
  const auto dimension = dimension_of(wanted);
  return dimension == "a time" ? "ms" : dimension == "a rate" ? "Hz" : wanted.text;
}

std::string explain_no_number(std::string_view text, const PhysicalUnit& wanted, std::string_view kind) {
  auto message = fmt::format("wanted {}, found \"{}\"", kind, shorten(text));
  if (!wanted.text.empty()) message += fmt::format("; a quantity is written as \"20 {}\"", usual_unit(wanted));
  return message;
}

/// A number in quotes may have lost its unit.
std::string explain_bare_number(std::string_view text, const PhysicalUnit& wanted, std::string_view kind) {
  const auto number = shorten(without_blanks(text));
  auto message = fmt::format("wanted {}, found \"{}\"; write {} without quotes", kind, number, number);
  if (!wanted.text.empty())
    message += fmt::format(" if it is in {}, or say the unit: \"{} {}\"", wanted.text, number, usual_unit(wanted));
  return message;
}

/// `what` is the quantity or unit that has the dimension of `unit`.
UnitResult find_conversion(std::string_view what, const PhysicalUnit& unit, const PhysicalUnit& wanted,
                           std::optional<double> dt) {
  const auto found = conversion(unit, wanted);
  if (!found)
    return {std::nullopt,
            fmt::format("'{}' is {}; wanted {}", shorten(what), dimension_of(unit), describe_unit(wanted))};
  if (found->needs_dt() && !dt)
    return {std::nullopt, fmt::format("'{}' depends on 'dt', which is not known here; wanted {}", shorten(what),
                                      describe_unit(wanted))};
  return {found, ""};
}

}  // namespace

bool is_quantity(std::string_view text) {
  const auto parts = split(text);
  return parts && !parts->unit.empty();
}

UnitResult read_unit(std::string_view text, const PhysicalUnit& wanted, std::optional<double> dt) {
  const auto unit = parse_unit(text);
  return unit ? find_conversion(text, *unit, wanted, dt) : UnitResult{std::nullopt, explain_no_unit(text)};
}

QuantityResult read_quantity(std::string_view text, const PhysicalUnit& wanted, std::optional<double> dt,
                             std::string_view kind) {
  const auto parts = split(text);
  if (!parts) return {std::nullopt, explain_no_number(text, wanted, kind)};
  if (parts->unit.empty()) return {std::nullopt, explain_bare_number(text, wanted, kind)};
  const auto unit = parse_unit(parts->unit);
  if (!unit) return {std::nullopt, explain_no_unit(parts->unit)};
  auto found = find_conversion(without_blanks(text), *unit, wanted, dt);
  if (!found.conversion) return {std::nullopt, std::move(found.wrong)};
  return {(*found.conversion)(parts->number, dt.value_or(1)), ""};
}

std::optional<double> whole_steps(double steps) {
  constexpr double rounding = 1e-9, most = 1e6;
  const double whole = std::round(steps);
  const double tolerated = rounding * std::clamp(std::abs(steps), 1.0, most);
  return std::abs(whole - steps) <= tolerated ? std::optional(whole) : std::nullopt;
}

}  // namespace bouton
