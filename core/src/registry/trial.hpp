/// Opens libraries for the first time where they can do no harm.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <bouton/error.hpp>
#include <bouton/registry.hpp>

namespace bouton {

inline constexpr std::chrono::seconds longest_trial{10};

/// What is known of a library before it is opened in this process.
struct Tried {
  std::vector<std::string> names;  ///< all names and aliases, unless it is refused
  std::optional<Refusal> refusal;
};

/// Opens the library alone in a child process and says what became of that.
Tried try_library(const std::filesystem::path& library, LibraryFiles files);

}  // namespace bouton
