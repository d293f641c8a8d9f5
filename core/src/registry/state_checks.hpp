/// What a declaration of state may say.
#pragma once

#include <bouton/declaration.hpp>

namespace bouton {

/// Throws Error with a sentence about the first state variable that is declared wrongly.
void check_states(const TypeDeclaration& type);

/// Takes out the state of presynaptic signals that no element of the type can have: a ready-made rule declares a trace
/// of its modulator, and the rule that derives from it may take none.
void drop_states_without_source(TypeDeclaration& type);

}  // namespace bouton
