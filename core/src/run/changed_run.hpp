/// Compares what a running network was to run with what the one says that is to take its place.
#pragma once

#include <cstdint>
#include <string>

#include "description/description.hpp"

namespace bouton {

/// Whether the two run the same phases.
bool same_run(const NetworkDescription& a, const NetworkDescription& b);

/// Which of the phases of another network come too late to have an effect, as a sentence; "" if none. `present` is the
/// number of the phase that is running. Both must have so many phases.
std::string ignored_phases(const NetworkDescription& own, const NetworkDescription& other, std::uint64_t present);

}  // namespace bouton
