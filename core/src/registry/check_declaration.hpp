/// Checks what a plugin declares of a type.
#pragma once

#include <bouton/declaration.hpp>

namespace bouton {

/// Throws Error if the declaration is incomplete or contradicts itself. The sentence begins with the type's name.
void check_declaration(const TypeDeclaration& declaration);

}  // namespace bouton
