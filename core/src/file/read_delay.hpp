/// Reads the delays of a synapse.
#pragma once

#include "description/description.hpp"
#include "file/connections.hpp"
#include "file/node.hpp"

namespace bouton {

/// Reads `delay` or `delay_ms` of a synapse: one number for all, one for each presynaptic name, or, for the first
/// source, delays of each connection: a distribution, a matrix [post][pre], a file with one. Then `dendritic_delay`.
/// `dt` is in ms, 0 if it is not known; `sizes` are those of the first source and the target, 0 if they are not known.
/// Reports what is wrong.
void read_delay(const Node& synapse, double dt, const ConnectionSizes& sizes, SynapseDescription& description);

}  // namespace bouton
