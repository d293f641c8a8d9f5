/// What a part of a layer publishes, as if it were a layer of its own.
#pragma once

#include <optional>
#include <vector>

#include <bouton/aligned.hpp>
#include <bouton/signal.hpp>

#include "description/layer_part.hpp"

namespace bouton {

/// Turns the output of a layer into that of a part of it, whose units are counted from 0. Spikes that are listed cost
/// time in proportion to their number. For one reader at a time: each slice of a synapse has its own.
class PartSignal {
 public:
  /// No part: what it is given is what it returns.
  explicit PartSignal(const std::optional<LayerPart>& part = {});

  /// Valid until the next call, and as long as `whole` is.
  Signal of(const Signal& whole) { return part_ ? of_part(whole) : whole; }
  /// Bytes of memory in use.
  std::size_t bytes() const { return values_.size() * sizeof(double) + active_.capacity() * sizeof(Unit); }

 private:
  Signal of_part(const Signal& whole);
  void list_active(const Signal& whole);
  void gather(const Signal& whole);

  std::optional<LayerPart> part_;
  std::vector<Unit> active_;
  // Of a part whose units do not lie side by side.
  AlignedVector<double> values_;
  bool was_spikes_ = true;  // only what is listed is not 0
};

}  // namespace bouton
