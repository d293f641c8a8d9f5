/// Reads `weights` of a synapse: a matrix, a row, listed pairs, a file, or a rule for each value.
#pragma once

#include "description/description.hpp"
#include "file/connections.hpp"
#include "file/node.hpp"

namespace bouton {

/// Reports what is wrong. `density` beside a rule for values becomes the description's `connect`.
WeightsDescription read_weights(const Node& node, WeightsKind kind, ConnectionSizes sizes,
                                SynapseDescription& description);

}  // namespace bouton
