#include "registry/parameter_value.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include <bouton/error.hpp>

#include "base/nearest.hpp"
#include "base/quantity.hpp"

namespace bouton {

namespace {

/// The type of a ParameterValue, as a person says it.
const char* alternative_name(std::size_t index) {
  constexpr const char* names[] = {"a truth value", "a whole number", "a number", "a text", "numbers", "a matrix"};
  static_assert(std::size(names) == std::variant_size_v<ParameterValue>);
  return names[index];
}

std::string describe_range(const ParameterDeclaration& d) {
  const auto low = d.minimum ? fmt::format("{} {}", d.minimum_excluded ? ">" : ">=", *d.minimum) : "";
  const auto high = d.maximum ? fmt::format("{} {}", d.maximum_excluded ? "<" : "<=", *d.maximum) : "";
  return low + (low.empty() || high.empty() ? "" : " and ") + high;
}

bool is_in_range(const ParameterDeclaration& d, double x) {
  if (!std::isfinite(x)) return false;
  if (d.minimum && (d.minimum_excluded ? x <= *d.minimum : x < *d.minimum)) return false;
  if (d.maximum && (d.maximum_excluded ? x >= *d.maximum : x > *d.maximum)) return false;
  return true;
}

/// Whether one number could be its value.
bool is_numeric(ParameterType type) {
  return type == ParameterType::real || type == ParameterType::per_unit || type == ParameterType::integer;
}

/// What a quantity is in the parameter's unit.
ParameterValue number_of(const ParameterDeclaration& d, const std::string& text, const ValueOwner& owner) {
  const auto read = read_quantity(text, unit_of(d.unit, owner.weight_unit), owner.dt);
  if (!read.number) throw Error(fmt::format("'{}' of '{}': {}", d.name, owner.element, read.wrong));
  if (d.type != ParameterType::integer) return *read.number;
  const auto whole = whole_steps(*read.number);
  if (!whole)
    throw Error(
        fmt::format("'{}' of '{}': {} is {}; wanted a whole number", d.name, owner.element, text, *read.number));
  return static_cast<std::int64_t>(*whole);
}

}  // namespace

std::size_t expected_alternative(ParameterType type) {
  switch (type) {
    case ParameterType::boolean: return ParameterValue(false).index();
    case ParameterType::integer: return ParameterValue(std::int64_t{}).index();
    case ParameterType::real: return ParameterValue(0.0).index();
    case ParameterType::text:
    case ParameterType::path: return ParameterValue(std::string()).index();
    case ParameterType::per_unit:
    case ParameterType::list: return ParameterValue(std::vector<double>()).index();
    case ParameterType::matrix: return ParameterValue(Matrix()).index();
  }
  return std::variant_npos;
}

std::string check_value(const ParameterDeclaration& d, const ParameterValue& value, std::size_t units) {
  auto check_number = [&](double x) -> std::string {
    if (is_in_range(d, x)) return "";
    if (!std::isfinite(x)) return fmt::format("'{}' is {}; it must be finite", d.name, x);
    return fmt::format("'{}' is {}; it must be {}{}{}", d.name, x, describe_range(d), d.advice.empty() ? "" : "; ",
                       d.advice);
  };
  auto check_numbers = [&](const std::vector<double>& values) -> std::string {
    for (const double x : values)
      if (auto wrong = check_number(x); !wrong.empty()) return wrong;
    return "";
  };
  if (const auto* x = std::get_if<double>(&value)) return check_number(*x);
  if (const auto* i = std::get_if<std::int64_t>(&value)) return check_number(static_cast<double>(*i));
  if (const auto* text = std::get_if<std::string>(&value)) {
    if (!d.choices.empty() && std::find(d.choices.begin(), d.choices.end(), *text) == d.choices.end())
      return fmt::format("'{}' is '{}'{}", d.name, *text, suggestion(*text, d.choices));
  } else if (const auto* values = std::get_if<std::vector<double>>(&value)) {
    if (d.type == ParameterType::list && d.length && values->size() != d.length)
      return fmt::format("'{}' has {} numbers; wanted {}", d.name, values->size(), d.length);
    if (d.type == ParameterType::per_unit && values->empty() && !units)
      return fmt::format("'{}' has no values", d.name);
    if (d.type == ParameterType::per_unit && values->size() != 1 && units && values->size() != units)
      return fmt::format("'{}' has {} values; wanted one, or {} (one per unit)", d.name, values->size(), units);
    return check_numbers(*values);
  } else if (const auto* matrix = std::get_if<Matrix>(&value)) {
    if (matrix->values.size() != matrix->rows * matrix->columns)
      return fmt::format("'{}' is {} x {} and holds {} values", d.name, matrix->rows, matrix->columns,
                         matrix->values.size());
    if (matrix->rows == 0) return fmt::format("'{}' has no rows", d.name);
    if (d.row_per_unit && units && matrix->rows != units)
      return fmt::format("'{}' has {} rows; wanted {} (one per unit)", d.name, matrix->rows, units);
    if (d.column_per_unit && units && matrix->columns != units)
      return fmt::format("the rows of '{}' have {} values; wanted {} (one per unit)", d.name, matrix->columns, units);
    return check_numbers(matrix->values);
  }
  return "";
}

ParameterValue convert_value(const ParameterDeclaration& d, ParameterValue value, const ValueOwner& owner) {
  const auto& element = owner.element;
  const auto units = owner.units;
  if (const auto* text = std::get_if<std::string>(&value); text && is_numeric(d.type))
    value = number_of(d, *text, owner);
  const bool is_real = d.type == ParameterType::real || d.type == ParameterType::per_unit;
  if (const auto* whole = std::get_if<std::int64_t>(&value); whole && is_real) value = static_cast<double>(*whole);
  if (const auto* x = std::get_if<double>(&value); x && d.type == ParameterType::per_unit)
    value = std::vector<double>{*x};
  if (value.index() != expected_alternative(d.type))
    throw Error(fmt::format("'{}' of '{}' wants {}, not {}", d.name, element,
                            alternative_name(expected_alternative(d.type)), alternative_name(value.index())));
  const auto* values = std::get_if<std::vector<double>>(&value);
  if (d.type == ParameterType::per_unit && values->size() != 1 && values->size() != units)
    throw SizeMismatch(fmt::format("'{}' of '{}'", d.name, element), values->size(), units);
  if (const auto wrong = check_value(d, value, units); !wrong.empty())
    throw Error(fmt::format("'{}': {}", element, wrong));
  return value;
}

}  // namespace bouton
