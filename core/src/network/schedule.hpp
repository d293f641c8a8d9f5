/// In which order layers step.
#pragma once

#include <cstddef>
#include <vector>

#include "network/description.hpp"

namespace bouton {

struct Schedule {
  /// Indices of layers: a layer comes after those whose output it reads in the same step; otherwise the order of the
  /// file.
  std::vector<std::size_t> order;
  /// If the immediate edges form a cycle: its members in order, and then `order` is empty.
  std::vector<std::size_t> cycle;
};

Schedule make_schedule(const std::vector<LayerDescription>& layers, const std::vector<SynapseDescription>& synapses);

}  // namespace bouton
