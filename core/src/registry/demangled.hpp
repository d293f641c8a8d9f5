/// Names of symbols as they stand in the source.
#pragma once

#include <string>

namespace bouton {

/// The name without the compiler's encoding, or as it is if it has none.
std::string demangled(const std::string& symbol);

/// The text with '?' in place of what is no printable ASCII: a damaged library has damaged names.
std::string printable(std::string text);

}  // namespace bouton
