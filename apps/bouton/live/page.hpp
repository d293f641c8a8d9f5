/// The page of a run that goes on.
#pragma once

#include <string>

namespace bouton_program {

/// The whole page: it gets its data from the server that it came from. Throws bouton::Error if the program was built
/// without pages.
std::string live_page();

}  // namespace bouton_program
