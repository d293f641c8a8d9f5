/// The interface of neuron models and input generators.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include <bouton/element.hpp>

namespace bouton {

/// What a layer reads in one step.
class LayerInputs {
 public:
  LayerInputs(Step step, std::span<const std::span<const double>> ports, const Signal& previous, bool learn = true,
              std::uint64_t unreached = 0)
      : previous(previous), step(step), learn(learn), unreached_(unreached), ports_(ports) {}

  /// What the synapses summed up on port p: one value per unit of the slice. Ports are numbered as declared. Empty for
  /// a port that adds to a state variable, see Declaration::adds_to.
  std::span<const double> port(std::size_t p) const { return ports_[p]; }
  /// Whether anything leads to port p in this network; if not, all of its values are 0, in every step. For a layer that
  /// is faster without them.
  bool has_input(std::size_t p) const { return p >= 64 || (unreached_ >> p & 1) == 0; }

  /// What the *whole* layer published in the previous step; all zero right after a reset. Unit k of the slice is
  /// `previous.values[slice().begin + k]`; if the type is declared `local`, only that may be read.
  const Signal& previous;
  Step step;
  /// Whether the present phase learns. State that is declared `kept` changes only then.
  bool learn;

 private:
  std::uint64_t unreached_;  // bit p: nothing leads to port p
  std::span<const std::span<const double>> ports_;
};

/// N units with 0..k input ports and one output. A neuron model has ports; an input generator has none.
///
/// An instance covers the units `slice()` of its layer. Other slices may run at the same time on other threads, so an
/// instance touches nothing but its own members and the arguments of the call.
class BOUTON_API Layer : public Element {
 public:
  ~Layer() override;

  /// [required] Advances the slice by one step. `out` has one element per unit of the slice, holds old values, and
  /// must be written completely: 0 or 1 if the type declares spikes as its output, any number otherwise.
  /// Called once per step. Example: `out[k] = v[k] > threshold ? 1.0 : 0.0;`
  virtual void step(const LayerInputs& in, std::span<double> out) = 0;

  /// The units that this instance covers.
  Slice slice() const { return slice_; }
  /// Units of the slice.
  std::size_t size() const { return slice_.size(); }

 private:
  friend class ElementSetup;
  Slice slice_;
};

}  // namespace bouton
