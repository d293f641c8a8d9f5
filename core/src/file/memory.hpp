/// Finds networks that cannot fit into this machine before any of their memory is taken.
#pragma once

#include <cstddef>

#include "description/description.hpp"
#include "file/node.hpp"

namespace bouton {

/// Reports each layer and synapse that alone needs more memory than the machine has, or else the whole network; stepped
/// by so many threads.
void check_memory(Document& document, const NetworkDescription& network, std::size_t threads);

/// True if so many numbers fit into memory beside those that were made before; otherwise reports it at the node.
bool check_numbers_fit(const Node& node, double count);

}  // namespace bouton
