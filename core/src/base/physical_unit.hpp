/// Units of physical quantities: "mV", "1/ms", "nS/mV", "steps".
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace bouton {

/// What units are made of, in the order of `PhysicalUnit::exponents`: s, step, V, A, m, mol.
enum class BaseUnit { second, step, volt, ampere, metre, mole };
inline constexpr std::size_t base_units = 6;

/// A product of powers of base units and of ten. A step is a unit of its own: only `dt` says how long it is.
struct PhysicalUnit {
  std::string text;  ///< as it was declared or written
  std::array<int, base_units> exponents{};
  int power = 0;  ///< of ten

  int exponent(BaseUnit unit) const { return exponents[static_cast<std::size_t>(unit)]; }
};

/// Reads a unit: symbols with their prefixes, joined by "*", "/", "per" or blanks, with whole exponents, and
/// parentheses. "" and "1" mean a number without a unit. Nothing if the text is no unit.
std::optional<PhysicalUnit> parse_unit(std::string_view text);

/// The unit that a type declares, which was checked when the type was registered. `weight` in it stands for the unit of
/// the weights of the synapse, "" if they have none.
PhysicalUnit unit_of(std::string_view declared, std::string_view weights = {});

/// Why a text is no unit, with the nearest one: "'mz' is no unit; did you mean 'ms'?"
std::string explain_no_unit(std::string_view text);

/// What is measured and in which unit: "a time, in ms", "a number without a unit". A time may be in steps.
std::string describe_unit(const PhysicalUnit& unit);
/// The first half of it: "a time"; "a quantity in pA*ms^2" where the dimension has no name.
std::string dimension_of(const PhysicalUnit& unit);

/// How numbers in one unit become numbers in another.
struct UnitConversion {
  int power = 0;  ///< of ten
  int steps = 0;  ///< how often to multiply with the length of a step; negative: to divide by it

  bool is_identity() const { return power == 0 && steps == 0; }
  bool needs_dt() const { return steps != 0; }
  /// The number that is written "0.02" in s is written "20" in ms, to the bit. `dt` is the length of a step in ms.
  double operator()(double x, double dt) const;
};

/// Nothing if the dimensions differ.
std::optional<UnitConversion> conversion(const PhysicalUnit& from, const PhysicalUnit& to);

}  // namespace bouton
