/// How much memory a synapse's weights take, before they are made.
#pragma once

#include "description/description.hpp"

namespace bouton {

/// About how many bytes a synapse's weights take while they are made, between so many units.
double weight_bytes(const SynapseDescription& synapse, double pre, double post);

}  // namespace bouton
