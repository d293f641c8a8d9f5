/// Memory in which it shows what is written beside a block, and what is read beside it or before it is set.
#pragma once

#include <string>

namespace bouton_program {

/// Whether a sanitizer watches memory in place of this.
bool has_sanitizer();

/// From now on, what this process takes with `new` lies between margins and is never used twice.
/// Such memory, and its margins, hold the byte `fill` until they are written: what is read too early or beside a block
/// depends on it.
void guard_memory(unsigned char fill);

/// What was written beside blocks since then, in words; "" if nothing.
std::string damaged_memory();

}  // namespace bouton_program
