/// Reads `connect` of a synapse: the rule that says which units it connects.
#pragma once

#include "description/description.hpp"
#include "file/connections.hpp"
#include "file/node.hpp"

namespace bouton {

/// Reports what is wrong. `same_layer`: the pre- and postsynaptic layer are one.
ConnectDescription read_connect(const Node& node, ConnectionSizes sizes, bool same_layer,
                                const NumberUnit& weight_unit);

}  // namespace bouton
