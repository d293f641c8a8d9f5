/// What reads what: the one loop over the edges of a network.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "description/description.hpp"

namespace bouton {

/// A layer reads the output of another one, or its own: straight at a port, or through a synapse.
struct Edge {
  SynapseSource source;
  std::size_t target = 0;                       ///< index of the layer that reads
  const SynapseDescription* synapse = nullptr;  ///< null: the source leads straight to a port
  bool is_modulator = false;                    ///< of a synapse, any source but the first

  /// After how many steps the target may depend on the source: what orders the layers.
  std::uint64_t order_delay() const { return synapse && synapse->is_late() ? synapse->dendritic_delay : source.delay; }
};

/// Calls `f` with each edge: the direct inputs in the order of their layers, then the synapses in the order of the
/// file.
template <class F>
void for_each_edge(const std::vector<LayerDescription>& layers, const std::vector<SynapseDescription>& synapses,
                   F&& f) {
  for (std::size_t i = 0; i < layers.size(); ++i)
    for (const auto& direct : layers[i].direct) f(Edge{direct.source, i, nullptr, false});
  for (const auto& synapse : synapses)
    for (std::size_t s = 0; s < synapse.sources.size(); ++s)
      f(Edge{synapse.sources[s], synapse.target, &synapse, s > 0});
}

/// Of each layer, the longest delay with which anything reads it.
inline std::vector<std::uint64_t> longest_delays(const NetworkDescription& network) {
  std::vector<std::uint64_t> longest(network.layers.size(), 0);
  for_each_edge(network.layers, network.synapses, [&](const Edge& edge) {
    auto& own = longest[edge.source.layer];
    own = std::max(own, edge.source.longest_delay());
    // Such a synapse sees what its units did so long ago.
    if (edge.synapse && edge.synapse->is_late())
      longest[edge.target] = std::max(longest[edge.target], edge.synapse->dendritic_delay);
  });
  return longest;
}

}  // namespace bouton
