/// What is known of libraries before they are opened in this process.
#pragma once

#include <filesystem>
#include <map>
#include <vector>

#include "registry/index.hpp"
#include "registry/probe.hpp"

namespace bouton {

/// What the index knows, or a probe finds, which is then noted in the index. A library that is not in the result has
/// to be opened to find out.
std::map<std::filesystem::path, Probed> known_libraries(const std::vector<std::filesystem::path>& libraries,
                                                        LibraryIndex& index, const ProbeOptions& options);

}  // namespace bouton
