/// A network's document with all that it leaves unsaid.
#pragma once

#include "file/document.hpp"
#include "network/executor.hpp"

namespace bouton {

/// The document that the network was built from, with every default filled in and absolute paths.
Json describe_network(const Json& document, const Executor& executor);

/// Paths of plugins, parameters and files of values, which start at the document's folder, become absolute.
void make_paths_absolute(Json& root, const Executor& executor);

}  // namespace bouton
