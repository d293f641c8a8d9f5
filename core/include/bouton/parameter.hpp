/// Parameters: the types a plugin can declare, and the values that a network file gives them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <bouton/export.hpp>
#include <bouton/signal.hpp>

namespace bouton {

class Element;

/// A parameter with one value for all units, or one per unit. Indexed within the slice.
class PerUnit {
 public:
  PerUnit() = default;
  explicit PerUnit(std::vector<double> values) : values_(std::move(values)) {}

  /// The value of unit k of the slice.
  double operator[](std::size_t k) const { return values_.size() == 1 ? values_[0] : values_[k]; }
  /// True if one value holds for all units; then `[0]` is that value, even in an empty slice.
  bool is_uniform() const { return values_.size() == 1; }
  /// 1 value, or one per unit of the slice.
  std::span<const double> values() const { return values_; }

 private:
  std::vector<double> values_{0.0};
};

/// A dense matrix in row-major order. Given whole to every slice.
struct Matrix {
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::vector<double> values;

  double at(std::size_t row, std::size_t column) const { return values[row * columns + column]; }
  std::span<const double> row(std::size_t r) const { return {values.data() + r * columns, columns}; }
};

/// The C++ type of the member behind a parameter decides which JSON it takes.
enum class ParameterType {
  real,      ///< `double` or `std::optional<double>`: a number
  integer,   ///< `std::int64_t`: a whole number
  boolean,   ///< `bool`: true or false
  text,      ///< `std::string`
  path,      ///< `std::filesystem::path`: relative paths start at the network file's folder
  per_unit,  ///< `PerUnit`: a number, or an array with one per unit
  list,      ///< `std::array<double, N>` (exactly N numbers) or `std::vector<double>`
  matrix,    ///< `Matrix`: an array of rows of equal length
};

/// The value of one parameter. per_unit holds a vector of 1 or of one per unit of the whole layer; list a vector.
using ParameterValue = std::variant<bool, std::int64_t, double, std::string, std::vector<double>, Matrix>;

/// What a plugin declares of one parameter. Written through `Parameter`, read by the core.
struct ParameterDeclaration {
  std::string name;  ///< a dot makes a group: "rule_params.lr" is `"rule_params": {"lr": …}` in JSON
  ParameterType type = ParameterType::real;
  std::string unit;                             ///< "" or "1" if dimensionless
  std::string summary;                          ///< a sentence
  std::optional<ParameterValue> default_value;  ///< none: the parameter is required, unless it may be absent
  bool may_be_absent = false;                   ///< a std::optional: stays empty where a file gives no value
  std::optional<double> minimum;
  std::optional<double> maximum;
  bool minimum_excluded = false;
  bool maximum_excluded = false;
  std::string advice;                ///< what to do instead, in an error about a value outside of the range
  std::vector<std::string> choices;  ///< of a text; empty: any
  std::size_t length = 0;            ///< of a list; 0: any
  bool row_per_unit = false;         ///< a matrix must have as many rows as the layer has units
  bool column_per_unit = false;      ///< a matrix must have as many columns as the layer has units
  /// Writes the value into the element's member. Only the core calls it.
  std::function<void(Element&, const ParameterValue&)> assign;
  /// Makes the element's member what it is where no value is given.
  std::function<void(Element&)> clear;
};

/// Completes the declaration of one parameter; every call returns the object itself.
class Parameter {
 public:
  explicit Parameter(ParameterDeclaration& declaration) : d_(declaration) {}

  /// Unit of the value, for example "mV", "1/ms" or "steps". A network file may then give quantities, "20 ms", which
  /// the core converts into this unit. A unit is made of s, V, A, S, F, Ohm, Hz, C, W, J, m, mol, M (mol/l), with the
  /// prefixes f, p, n, u, m, k, M, G; of `steps`, `spikes`, and `weight`, the unit of a synapse's weights, that of the
  /// port; of "*", "/", "per", and whole exponents as in "um^2". A type with a unit that cannot be read is refused.
  Parameter& unit(std::string text) { return d_.unit = std::move(text), *this; }
  /// Used where a file gives none. Without it, the parameter is required.
  Parameter& default_value(ParameterValue value);
  Parameter& at_least(double low) { return d_.minimum = low, d_.minimum_excluded = false, *this; }
  Parameter& above(double low) { return d_.minimum = low, d_.minimum_excluded = true, *this; }
  Parameter& at_most(double high) { return d_.maximum = high, d_.maximum_excluded = false, *this; }
  Parameter& below(double high) { return d_.maximum = high, d_.maximum_excluded = true, *this; }
  /// What to do instead, said in an error about a value outside of the range. Example: "for no leak take …".
  Parameter& advice(std::string text) { return d_.advice = std::move(text), *this; }
  /// The texts that a text parameter may have.
  Parameter& one_of(std::vector<std::string> texts) { return d_.choices = std::move(texts), *this; }
  /// A matrix must have one row per unit of the layer.
  Parameter& row_per_unit() { return d_.row_per_unit = true, *this; }
  /// A matrix must have one column per unit of the layer.
  Parameter& column_per_unit() { return d_.column_per_unit = true, *this; }

 private:
  ParameterDeclaration& d_;
};

inline Parameter& Parameter::default_value(ParameterValue value) {
  // A literal such as 4 or "none" is as good as 4.0 or a list of one.
  if (const auto* i = std::get_if<std::int64_t>(&value); i && d_.type != ParameterType::integer)
    value = static_cast<double>(*i);
  if (const auto* x = std::get_if<double>(&value); x && d_.type == ParameterType::per_unit)
    value = std::vector<double>{*x};
  d_.default_value = std::move(value);
  return *this;
}

}  // namespace bouton
