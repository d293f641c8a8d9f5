/// What the program says of a run that is over.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include <bouton/bouton.hpp>

namespace bouton_program {

/// What was done: tables of the layers and of the weights that learn, none wider than `width`; a line for each phase of
/// trials that is scored; warnings; how long it took, and where it was written to.
std::string summary_of(const bouton::Network& network, const bouton::RunResult& result,
                       const std::filesystem::path& folder, double build_seconds, std::size_t width);

}  // namespace bouton_program
