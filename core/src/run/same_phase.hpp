/// Tells whether two phases do the same.
#pragma once

#include "network/description.hpp"

namespace bouton {

bool same_phase(const PhaseDescription& a, const PhaseDescription& b);

}  // namespace bouton
