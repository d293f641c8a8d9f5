/// What a network takes, before it is made.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "description/description.hpp"

namespace bouton {

/// Of one element, in bytes; where connections are drawn, what is expected.
struct ElementMemory {
  const ElementDescription* description = nullptr;
  bool is_synapse = false;
  double units = 0;         ///< of a layer
  double connections = 0;   ///< of a synapse
  std::uint64_t steps = 0;  ///< of a layer: whose outputs are kept
  double state = 0;         ///< declared state, and the values of parameters
  double weights = 0;
  double index = 0;    ///< which units the weights lead to
  double buffers = 0;  ///< outputs as far back as delays reach, sums on ports
  double making = 0;   ///< further bytes while it is made, which are given back

  double total() const { return state + weights + index + buffers; }
};

struct MemoryPlan {
  std::vector<ElementMemory> elements;  ///< layers, then synapses
  double total = 0;
  double peak = 0;  ///< while the network is made, and afterwards
};

/// `threads` as in NetworkOptions. The elements point into the description.
MemoryPlan plan_memory(const NetworkDescription& network, std::size_t threads);

}  // namespace bouton
