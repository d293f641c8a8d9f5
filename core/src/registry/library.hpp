/// Opens plugin libraries, each once for the life of the program.
#pragma once

#include <filesystem>

#include <bouton/error.hpp>
#include <bouton/manifest.hpp>

namespace bouton {

/// Checks the stamp in the file's bytes, then opens the library with all symbols bound. The library is never closed:
/// objects, type information and exceptions from it stay valid. Throws PluginRefused.
const Manifest& open_library(const std::filesystem::path& library);

/// The refusal of a library that is no plugin.
PluginRefused no_manifest(const std::filesystem::path& library);

}  // namespace bouton
