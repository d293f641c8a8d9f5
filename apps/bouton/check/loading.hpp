/// What a library does when it is loaded, and when the program ends.
#pragma once

#include <filesystem>
#include <string>

#include <bouton/bouton.hpp>

namespace bouton_program {

/// A registry that holds the library, and what the checks put around its types.
bouton::Registry registry_with(const std::filesystem::path& library);

/// Loads the library and lets it declare its types: "", or what of the process it changed, and when. The library must
/// not be loaded yet.
std::string try_loading(const std::filesystem::path& library);

/// Loads the library in a process of its own, and ends that process as a program ends, through exit(): "", or how it
/// ended otherwise. Waits for that end as long as it takes.
std::string try_ending(const std::filesystem::path& library);

}  // namespace bouton_program
