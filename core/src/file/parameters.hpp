/// Reads the `params` of an element against what its type declares.
#pragma once

#include <optional>
#include <vector>

#include "description/description.hpp"
#include "file/node.hpp"

namespace bouton {

struct ReadParameters {
  std::vector<ParameterSetting> settings;
  std::vector<DataBinding> bindings;
};

enum class Completeness {
  whole,   ///< defaults are filled in, and what is required and absent is a finding
  changes  ///< only what is given
};

/// Whose parameters are read.
struct ParameterScope {
  std::string element;    ///< name, for random values
  std::size_t units = 0;  ///< of the (postsynaptic) layer; 0: it is unknown or there is none
  std::uint64_t seed = 0;
  bool may_bind = false;         ///< allows `{"data": field}`
  std::string weight_unit = {};  ///< of a synapse's weights
  std::string draws = {};  ///< begins the name of what is drawn: state and a parameter of one name draw differently
};

/// `params` is the object, if the file has one; `owner` is where a missing parameter is reported.
ReadParameters read_parameters(const std::optional<Node>& params, const Node& owner, const TypeDeclaration& type,
                               const ParameterScope& scope, Completeness completeness = Completeness::whole);

/// The numbers of one parameter that has one value per unit; nothing, with a finding, if they are wrong.
std::optional<std::vector<double>> read_per_unit(const Node& node, const ParameterDeclaration& declaration,
                                                 const ParameterScope& scope);

/// An array of rows of equal length, or `{"values": rows, "unit": "mV"}`; a finding for anything else.
std::optional<Matrix> read_matrix(const Node& node, const NumberUnit& unit);

}  // namespace bouton
