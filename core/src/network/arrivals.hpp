/// What arrives at a synapse whose connections have delays of their own.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <bouton/aligned.hpp>
#include <bouton/signal.hpp>

#include "network/output_ring.hpp"
#include "network/part_signal.hpp"

namespace bouton {

/// The arrivals of one presynaptic layer: a pair of delay number d and unit j has the number d n + j, where n is the
/// number of units, and does what the unit did so many steps ago. Each slice of a synapse has its own.
class Arrivals {
 public:
  /// Of a part of the layer, if there is one; it counts as the layer.
  Arrivals(const OutputRing& ring, std::vector<std::uint64_t> delays, const std::optional<LayerPart>& part = {})
      : ring_(&ring), delays_(std::move(delays)), parts_(delays_.size(), PartSignal(part)), signals_(delays_.size()) {}

  /// For each delay, what the presynaptic units published so long ago. Valid until the next call.
  std::span<const Signal> by_delay(std::uint64_t tick);
  /// The same as one signal, of which an arrival is a unit. Valid until the next call.
  Signal joined(std::uint64_t tick);

  /// Bytes of memory in use.
  std::size_t bytes() const;

 private:
  const OutputRing* ring_;
  std::vector<std::uint64_t> delays_;
  std::vector<PartSignal> parts_;  // one for each delay
  std::vector<Signal> signals_;
  // Of the joined signal.
  AlignedVector<double> values_;
  std::vector<Unit> active_;
  bool was_spikes_ = true;  // only what is listed is not 0
};

}  // namespace bouton
