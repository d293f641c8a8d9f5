/// What a parameter's declaration says of a value: which type it has, and which values it may take.
#pragma once

#include <cstddef>
#include <string>

#include <bouton/declaration.hpp>

namespace bouton {

/// The index in ParameterValue of the type that a parameter holds.
std::size_t expected_alternative(ParameterType type);

/// Why the value does not fit the declaration, or "". `units` are those of the (postsynaptic) layer, 0 if they are not
/// known.
std::string check_value(const ParameterDeclaration& declaration, const ParameterValue& value, std::size_t units);

/// The element that a value is for.
struct ValueOwner {
  std::string element;
  std::size_t units = 0;    ///< of the (postsynaptic) layer
  double dt = 1;            ///< length of a step in ms
  std::string weight_unit;  ///< of a synapse's weights
};

/// The value as the parameter holds it: a whole number becomes a real one, a quantity a number in the parameter's unit,
/// and a number becomes one value per unit. Throws Error or SizeMismatch, which name the element, if the value does not
/// fit.
ParameterValue convert_value(const ParameterDeclaration& declaration, ParameterValue value, const ValueOwner& owner);

}  // namespace bouton
