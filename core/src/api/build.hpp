/// From a document to a network.
#pragma once

#include <bouton/network.hpp>

#include "file/document.hpp"

namespace bouton {

/// Throws InvalidNetwork with all that is wrong.
Network build_network(Document document, Registry& registry, const NetworkOptions& options);

}  // namespace bouton
