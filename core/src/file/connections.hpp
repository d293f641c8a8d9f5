/// Reads `weights` and `connect` of a synapse, and checks that they fit together.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "description/description.hpp"
#include "file/node.hpp"

namespace bouton {

/// The sizes that weights must fit.
struct ConnectionSizes {
  std::size_t pre = 0;
  std::size_t post = 0;
  std::string pre_name = {};
  std::string post_name = {};
};

/// True if there are such units; reports otherwise.
bool check_pair(const Node& node, std::uint64_t post, std::uint64_t pre, ConnectionSizes sizes);

/// A matrix parameter in some unit from a layer to itself, given as `weights` of a synapse may be; nothing if it is
/// wrong, which is reported. `name` stands for a synapse's in random draws.
std::optional<Matrix> read_own_weights(const Node& node, const NumberUnit& unit, std::size_t units, std::uint64_t seed,
                                       const std::string& name);

/// Reads both into the description, whose type, sources and target are known, or reports why not.
void read_connections(const Node& synapse, WeightsKind kind, ConnectionSizes sizes, SynapseDescription& description);

}  // namespace bouton
