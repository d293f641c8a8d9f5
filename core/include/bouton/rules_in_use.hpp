/// Included by each header with a ready-made rule: writes into the stamp of a plugin that it uses them.
#pragma once

#include <bouton/export.hpp>
#include <bouton/header_hash.hpp>

/// What BOUTON_PLUGIN puts into the stamp.
#undef BOUTON_RULES_IN_USE
#define BOUTON_RULES_IN_USE BOUTON_RULES_HASH

/// A symbol of the core whose name ends with the hash of its rules.
extern "C" BOUTON_API const char BOUTON_RULES_SYMBOL;

namespace bouton::detail {

/// Where only other sources than the one with BOUTON_PLUGIN include a rule, the stamp does not tell. But the library
/// then needs this symbol, and a core with other rules does not have it: the library cannot be opened there.
[[gnu::used]] static const char* const rules_in_use = &BOUTON_RULES_SYMBOL;

}  // namespace bouton::detail
