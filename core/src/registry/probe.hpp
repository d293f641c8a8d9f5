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

/// How libraries are probed: what the registry was told.
struct ProbeOptions {
  LibraryFiles files = LibraryFiles::in_place;
  Probing probing = Probing::none;
  std::chrono::milliseconds patience = longest_probe;  ///< for a library that is alone in its child process
};

/// The part of the patience that libraries have which share a child process.
inline constexpr int shared_part = 5;

/// What is known of a library before it is opened in this process.
struct Probed {
  std::vector<std::string> names;  ///< all names and aliases, unless it is refused
  std::optional<Refusal> refusal;
  bool ran_too_long = false;  ///< it is refused because it had not been opened when the time was up
};

/// Opens a library in a child process and says what became of it. Throws Error if the system gives no process.
Probed probe_library(const std::filesystem::path& library, LibraryFiles files, std::chrono::milliseconds patience);

/// Opens libraries in a child process that they share. Where one of them ends that process, or the time is up, each is
/// opened in a child process of its own.
std::vector<Probed> probe_libraries(const std::vector<std::filesystem::path>& libraries, const ProbeOptions& options);

}  // namespace bouton
