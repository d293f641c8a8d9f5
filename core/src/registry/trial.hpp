/// Opens libraries for the first time where they can do no harm.
#pragma once

#include <chrono>
#include <filesystem>

#include <bouton/registry.hpp>

#include "registry/index.hpp"

namespace bouton {

inline constexpr std::chrono::seconds longest_trial{10};

/// Opens the library alone in a child process and says what became of that.
LibraryIndex::Note try_library(const std::filesystem::path& library, LibraryFiles files);

}  // namespace bouton
