/// The parameters with which a type is tried: texts of JSON objects, groups as objects in them.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <bouton/bouton.hpp>

namespace bouton_program {

struct Stage;

/// How to choose the values of the parameters.
enum class Choice {
  usual,    ///< defaults; where there is none, something in the middle of the range
  lowest,   ///< the lower bound, where there is one
  highest,  ///< the upper bound, where there is one
  random,   ///< anything in the range
};

/// Whether a parameter, "group.name" inside of its group, is among them.
bool is_given(const std::string& params, std::string_view name);
/// The same parameters with another value, a JSON text, for one.
std::string with_param(const std::string& params, std::string_view name, const std::string& value);

/// Values, as JSON texts, that are of the declared type and make no sense.
std::vector<std::string> odd_values(const bouton::ParameterDeclaration& parameter);

/// The parameters of the element in a stage, with the values that they have.
std::vector<std::pair<std::string, bouton::ParameterValue>> present_values(const Stage& stage);

}  // namespace bouton_program
