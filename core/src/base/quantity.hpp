/// Quantities in text: "20 ms".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/physical_unit.hpp"

namespace bouton {

/// A number, or why there is none.
struct QuantityResult {
  std::optional<double> number;
  std::string wrong;  ///< a sentence about the text, where there is no number
};

/// The number that a text such as "20 ms" or "-0.065V" means in a unit. `dt` is the length of a step in ms; without
/// one, steps and times do not convert into each other. `kind` is what is wanted, for the message that the text is
/// none.
QuantityResult read_quantity(std::string_view text, const PhysicalUnit& wanted, std::optional<double> dt,
                             std::string_view kind = "a number");

/// Whether a text is a number with something behind it that could be a unit.
bool is_quantity(std::string_view text);

/// How numbers in the unit that a text names become numbers in the wanted one, or why they do not.
struct UnitResult {
  std::optional<UnitConversion> conversion;
  std::string wrong;
};
UnitResult read_unit(std::string_view text, const PhysicalUnit& wanted, std::optional<double> dt);

/// The whole number that a number of steps is, but for the rounding of times and of `dt`; nothing if it is between two.
std::optional<double> whole_steps(double steps);

}  // namespace bouton
