/// Reads the `params` of an element against what its type declares.
#pragma once

#include <optional>
#include <vector>

#include "file/document.hpp"
#include "network/description.hpp"

namespace bouton {

struct ReadParameters {
  std::vector<ParameterSetting> settings;
  std::vector<DataBinding> bindings;
};

enum class Completeness {
  whole,   ///< defaults are filled in, and what is required and absent is a finding
  changes  ///< only what is given
};

/// `params` is the object, if the file has one; `owner` is where a missing parameter is reported. `units` is the size
/// of the (postsynaptic) layer, 0 if it is unknown or has none. `may_bind` allows `{"data": field}`.
ReadParameters read_parameters(const std::optional<Node>& params, const Node& owner, const TypeDeclaration& type,
                               std::size_t units, Completeness completeness, bool may_bind);

/// Why the value does not fit the declaration, or "".
std::string check_value(const ParameterDeclaration& declaration, const ParameterValue& value, std::size_t units);

/// The index in ParameterValue of the type that a parameter holds.
std::size_t expected_alternative(ParameterType type);

/// An array of rows of equal length; a finding for anything else.
std::optional<Matrix> read_matrix(const Node& node);

}  // namespace bouton
