/// Quantities in text, as network files have them: "20 ms".
#pragma once

#include <cstdint>
#include <string_view>

#include <bouton/export.hpp>

namespace bouton {

/// The number that a quantity means in a unit: `quantity_in("0.02 s", "ms", 0.1)` is 20, and `quantity_in("20 ms",
/// "steps", 0.1)` is 200. `dt` is the length of a step in ms. Units are those of Parameter::unit. Throws Error, which
/// names both, if the dimensions differ, and Error if the text is no number with a unit.
BOUTON_API double quantity_in(std::string_view quantity, std::string_view unit, double dt);

/// A number of steps that a person gives: "500", or a time, "10 s", that is a whole number of steps. Throws Error.
BOUTON_API std::uint64_t count_steps(std::string_view text, double dt);

}  // namespace bouton
