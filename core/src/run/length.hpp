/// How many steps a run takes.
#pragma once

#include <cstdint>

#include "description/description.hpp"

namespace bouton {

/// The steps of all phases, repeats counted. A number that does not fit becomes the largest one.
std::uint64_t steps_of_run(const NetworkDescription& network);

}  // namespace bouton
