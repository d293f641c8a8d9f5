/// What a network's elements cost.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace bouton {

/// The cost of one layer, input or synapse so far. Measured in the first 61 windows, then in one of 61 and taken for
/// the rest, so that the measuring itself costs next to nothing.
struct ElementCost {
  std::string name;
  std::string type;
  bool is_synapse = false;
  /// About how much processor time it took, in s, over all threads: a layer's to step and to list its active units, a
  /// synapse's to propagate and to update.
  double seconds = 0;
  /// A layer: units x steps. A synapse: synaptic events, that is weights of presynaptic units that were not silent.
  double count = 0;
  /// Bytes of its outputs and inputs, or of its weights.
  std::uint64_t bytes = 0;
};

struct Profile {
  std::vector<ElementCost> elements;  ///< in the order of the file, layers first; empty if nothing was measured
  std::uint64_t window = 1;           ///< the most steps that were taken in one go; if not measured, that may be
  std::size_t threads = 1;            ///< at most
  double parallel_share = 0;          ///< of all windows, those on several threads
};

}  // namespace bouton
