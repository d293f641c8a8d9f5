/// Makes the weights of a synapse from `weights`, `connect` and `delay`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <bouton/weights.hpp>

#include "connect/building.hpp"
#include "description/description.hpp"

namespace bouton {

/// How a synapse's weights are stored, whose slices have so many units: targets in 2 bytes, one weight for all.
struct WeightStorage {
  bool narrow, constant;
};
WeightStorage storage_of(const SynapseDescription& synapse, std::size_t units);

/// The weights from `pre_size` units to the units of each slice, on so many threads. Each draw depends on the
/// postsynaptic unit, in numbers of the whole layer, so that slices fit together. Where connections have delays of
/// their own, all slices have the same list of delays.
std::vector<WeightMatrix> make_weights(const SynapseDescription& synapse, std::uint64_t seed, std::size_t pre_size,
                                       std::size_t post_size, std::span<const Slice> slices, std::size_t threads,
                                       Building& building);

}  // namespace bouton
