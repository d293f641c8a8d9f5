/// What one slice of a synapse sees of the parts of layers that it connects.
#pragma once

#include <span>
#include <vector>

#include <bouton/aligned.hpp>
#include <bouton/signal.hpp>

#include "description/description.hpp"
#include "network/part_signal.hpp"

namespace bouton {

class PartViews {
 public:
  /// `of_layer` is the slice of the postsynaptic layer.
  PartViews(const SynapseDescription& synapse, Slice of_layer);

  /// Each presynaptic signal from the given one on, now of a whole layer, becomes that of the part.
  void narrow(std::span<Signal> sources, std::size_t first);
  /// What the postsynaptic units published, of what the slice of the layer did.
  Signal post(const Signal& of_slice) { return post_.of(of_slice); }

  /// What the port holds for the units; where they do not lie side by side, a copy, which `put_back` returns.
  std::span<double> port(std::span<double> of_layer);
  void put_back(std::span<double> of_layer) const;

  std::size_t bytes() const;

 private:
  std::vector<PartSignal> sources_;
  LayerPart units_;  // postsynaptic, of the layer
  PartSignal post_;
  AlignedVector<double> copied_;
};

}  // namespace bouton
