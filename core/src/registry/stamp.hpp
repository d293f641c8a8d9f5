/// Judges a library before it is opened.
#pragma once

#include <filesystem>

namespace bouton {

/// Throws PluginRefused if the library must not be opened: it was built for another Bouton, or it would share symbols
/// with other plugins. None of its code runs.
void check_unopened(const std::filesystem::path& library);

}  // namespace bouton
