/// In which order layers step.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "description/description.hpp"

namespace bouton {

struct Schedule {
  /// Indices of layers: a layer comes after those whose output it reads in the same step; otherwise the order of the
  /// file.
  std::vector<std::size_t> order;
  /// Of each layer: 0 if it reads none of the others, else one more than the highest level that it reads.
  std::vector<std::size_t> level;
};

/// A layer may take `window` steps in one go where all that it reads lies at least so many steps back, or comes from a
/// layer that has taken them already: so the edges with a shorter delay give the order, and must not form a cycle. A
/// window of 1 is what a network needs to be stepped at all. A layer that `is_cut` into slices, which may run at the
/// same time, cannot go on before the whole has taken a step if it reads its own output. Nothing, if edges form a
/// cycle.
std::optional<Schedule> make_schedule(const std::vector<LayerDescription>& layers,
                                      const std::vector<SynapseDescription>& synapses, std::uint64_t window,
                                      const std::vector<bool>& is_cut);

/// A way back to where it began through connections without delay.
struct Cycle {
  std::vector<std::size_t> layers;
  std::string pointer;  ///< of the connection that leads from the last to the first
};

/// Cycles of which none is left when in each one a connection gets a delay; the first of them, if there are many.
std::vector<Cycle> find_cycles(const std::vector<LayerDescription>& layers,
                               const std::vector<SynapseDescription>& synapses);

}  // namespace bouton
