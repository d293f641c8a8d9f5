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
inline constexpr std::chrono::seconds longest_shared_trial{2};

/// What is known of a library before it is opened in this process.
struct Tried {
  std::vector<std::string> names;  ///< all names and aliases, unless it is refused
  std::optional<Refusal> refusal;
};

/// Opens libraries in a child process and says what became of each. Where one ends the child that they share, or the
/// time is up, each is opened in a child of its own.
std::vector<Tried> try_libraries(const std::vector<std::filesystem::path>& libraries, LibraryFiles files);

}  // namespace bouton
