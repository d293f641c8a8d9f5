/// What a network's elements cost.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace bouton {

/// What an ElementCost is of; an input is a layer.
enum class CostKind { layer, synapse, recording };

/// The cost of one layer, input, synapse or recording so far. Layers and synapses are measured in the first 61 windows,
/// then in one of 61 that stands for the rest, so that the measuring itself costs next to nothing. Recordings are
/// measured always.
struct ElementCost {
  std::string name;
  std::string type;
  CostKind kind = CostKind::layer;
  /// About how much processor time it took, in s, over all threads: a layer's to step and to list its active units, a
  /// synapse's to propagate and to update, a recording's to be sampled and written. Time in which a thread waited for
  /// a processor, or for the disk, does not count.
  double seconds = 0;
  /// A layer: units x steps. A synapse: synaptic events, that is weights of presynaptic units that were not silent. A
  /// recording: samples.
  double count = 0;
  /// A layer: bytes of its outputs, inputs and state. A synapse: of its weights and state. A recording: 0, since only
  /// its recorder could know.
  std::uint64_t bytes = 0;
};

struct Profile {
  /// In the order of the file: layers, then synapses, then recordings; empty if nothing was measured.
  std::vector<ElementCost> elements;
  std::uint64_t window = 1;   ///< the most steps that were taken in one go; if not measured, that may be
  std::size_t threads = 1;    ///< at most
  double parallel_share = 0;  ///< of all windows, those on several threads
};

}  // namespace bouton
