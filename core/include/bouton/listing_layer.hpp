/// The interface of layers that list their spikes themselves.
#pragma once

#include <cstddef>
#include <span>

#include <bouton/layer.hpp>

namespace bouton {

/// A layer whose output is spikes and whose `step` finds them anyway, or can find them at little cost: it lists the
/// units that spike in place of a 0 or 1 for every unit. The core makes the same signal of it, at a cost that follows
/// the spikes. To all who read the signal, such a layer is like any other.
///
/// A model derives from it in place of Layer and overrides `step_listing` in place of `step`.
class BOUTON_API ListingLayer : public Layer {
 public:
  /// How many more units than the slice has may be written to, so that whole vectors can be stored.
  static constexpr std::size_t slack = 16;

  /// [required] Advances the slice by one step, writes the units that spike to the begin of `spikes`, and returns how
  /// many they are. Units count from the slice's begin and must ascend. `spikes` has size() + slack elements, which
  /// hold old values; what is written behind the listed units is of no account. Called once per step. Example: `if
  /// (v[k] > threshold) spikes[count++] = static_cast<bouton::Unit>(k);`
  virtual std::size_t step_listing(const LayerInputs& in, std::span<Unit> spikes) = 0;

  /// The same as any layer's, for callers that know no list. The core calls step_listing.
  void step(const LayerInputs& in, std::span<double> out) final;
};

}  // namespace bouton
