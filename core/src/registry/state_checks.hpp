/// What a declaration of state may say.
#pragma once

#include <bouton/declaration.hpp>

namespace bouton {

/// Throws Error with a sentence about the first state variable that is declared wrongly.
void check_states(const TypeDeclaration& type);

}  // namespace bouton
