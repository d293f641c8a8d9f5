/// Makes the weights of a synapse's slice from `weights` and `connect`.
#pragma once

#include <cstddef>
#include <cstdint>

#include <bouton/random.hpp>
#include <bouton/weights.hpp>

#include "description/description.hpp"

namespace bouton {

/// The weights from `pre_size` units to the units of the slice. Each draw depends on the postsynaptic unit, in numbers
/// of the whole layer, so that slices fit together.
WeightMatrix make_weights(const SynapseDescription& synapse, std::uint64_t seed, std::size_t pre_size,
                          std::size_t post_size, Slice post);

/// A rule that draws over the whole layer, whichever slice is wanted, draws here once for all: its pairs and their
/// weights are then listed in the description. Other rules are left as they are.
void draw_for_all_slices(SynapseDescription& synapse, std::uint64_t seed, std::size_t pre_size, std::size_t post_size);

}  // namespace bouton
