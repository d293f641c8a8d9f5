/// Opens plugin libraries, each once for the life of the program.
#pragma once

#include <filesystem>

#include <bouton/error.hpp>
#include <bouton/manifest.hpp>
#include <bouton/registry.hpp>

namespace bouton {

/// Checks the stamp in the file's bytes, then opens the library with all symbols bound. The library is never closed:
/// objects, type information and exceptions from it stay valid. A file that has changed since it was opened is opened
/// as it is now, beside the old one. Throws PluginRefused.
const Manifest& open_library(const std::filesystem::path& library, LibraryFiles files);

/// The refusal of a library that is no plugin.
PluginRefused no_manifest(const std::filesystem::path& library);

}  // namespace bouton
