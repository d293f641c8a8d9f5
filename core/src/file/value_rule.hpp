/// Reads the objects that stand for many values: a constant or a distribution.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "file/node.hpp"
#include "numerics/distribution.hpp"

namespace bouton {

/// True if the node is an object with `constant` or `distribution`.
bool is_value_rule(const Node& node);

/// Reads such an object, whose values are in this unit; reports what is wrong. `more_keys` are allowed beside its own.
std::optional<ValueDistribution> read_value_rule(const Node& node, const NumberUnit& unit,
                                                 const std::vector<std::string>& more_keys = {});

}  // namespace bouton
