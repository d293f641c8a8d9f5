/// Whether two parameters are set alike.
#pragma once

#include "description/description.hpp"

namespace bouton {

/// Whether both are of one name and have the same value.
bool is_same(const ParameterSetting& a, const ParameterSetting& b);

}  // namespace bouton
