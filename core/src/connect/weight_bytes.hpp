/// How much memory a synapse's weights take, before they are made.
#pragma once

#include <cstddef>

#include "description/description.hpp"

namespace bouton {

/// What the weights of a synapse take in all slices together; where connections are drawn, what is expected.
struct WeightMemory {
  double connections = 0;
  double arrivals = 0;  ///< presynaptic units times delays
  double weights = 0;   ///< bytes of the weights themselves
  double index = 0;     ///< bytes of targets, and of where columns begin
  double making = 0;    ///< further bytes while they are made
  bool is_sparse = false;

  double kept() const { return weights + index; }
};

/// Between so many units, the postsynaptic ones cut into so many slices.
WeightMemory weight_memory(const SynapseDescription& synapse, double pre, double post, std::size_t slices = 1);

}  // namespace bouton
