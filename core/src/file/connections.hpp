/// Reads `weights` and `connect` of a synapse.
#pragma once

#include <cstddef>
#include <optional>

#include "file/document.hpp"
#include "network/description.hpp"

namespace bouton {

/// The sizes that weights must fit.
struct ConnectionSizes {
  std::size_t pre = 0;
  std::size_t post = 0;
};

/// Reads both into the description, whose type, sources and target are known, or reports why not.
void read_connections(const Node& synapse, WeightsKind kind, ConnectionSizes sizes, SynapseDescription& description);

}  // namespace bouton
