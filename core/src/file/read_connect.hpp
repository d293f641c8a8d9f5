/// Reads `connect` of a synapse: the rule that says which units it connects.
#pragma once

#include "description/description.hpp"
#include "file/connections.hpp"
#include "file/node.hpp"

namespace bouton {

/// Reports what is wrong. `shared` are the units that are both pre- and postsynaptic.
ConnectDescription read_connect(const Node& node, ConnectionSizes sizes, const SharedUnits& shared,
                                const NumberUnit& weight_unit);

}  // namespace bouton
