/// The interface of synapse rules.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include <bouton/element.hpp>
#include <bouton/weights.hpp>

namespace bouton {

/// `syn_type` of a network file.
enum class SynapseType { hybrid, excitatory, inhibitory };

/// The range in which learning keeps each weight, its ends included.
struct WeightBounds {
  double least;
  double most;
};

/// What a synapse reads in one step: its presynaptic signals, always whole, delays already applied.
class SynapseInputs {
 public:
  SynapseInputs(Step step, std::span<const Signal> sources) : step(step), sources_(sources) {}

  /// Signal 0 carries; the others modulate. Numbered as in `from` of the network file.
  const Signal& source(std::size_t s) const { return sources_[s]; }
  std::size_t sources() const { return sources_.size(); }

  Step step;

 private:
  std::span<const Signal> sources_;
};

/// 1..k presynaptic signals to the units `slice()` of one postsynaptic layer.
///
/// Where a synapse leads from or to a part of a layer, it counts units within the part, as if that were the layer.
/// Where connections have delays of their own, a unit of signal 0 is an arrival: a presynaptic unit with one of the
/// delays, see WeightMatrix.
///
/// In every step `propagate` is called once, before the postsynaptic layer steps (after it, if the port adds to the
/// layer's state: see Declaration::adds_to; after all layers, if there is a dendritic delay), and `update` once after
/// that and after all layers have stepped, both with the same presynaptic signals; for a type that declares
/// `fixed_weights` the core may do the same by itself. Slices may run at the same time on several threads.
class BOUTON_API Synapse : public Element {
 public:
  ~Synapse() override;

  /// [required] Adds (+=) the synapse's contribution to `port`, which has one element per unit of the slice and may
  /// hold anything before. The core applies the sign of an inhibitory synapse: add magnitudes as they are. Usually
  /// `weights().accumulate(...)`.
  virtual void propagate(const SynapseInputs& in, std::span<double> port) = 0;

  /// [optional] Advances traces always, and weights only if `learn`. `post` is what the units of the *slice* published
  /// in this step: `post.values[k]` and the numbers in `post.active` count from the slice's begin.
  virtual void update(const SynapseInputs& in, const Signal& post, bool learn) { (void)in, (void)post, (void)learn; }

  /// [optional] Writes into weights() what the rule has put off: a rule may keep a change back until a presynaptic
  /// spike needs the weight, as long as the weights end in the same bits. Called before anyone else reads or sets the
  /// weights, the state or a parameter, so the rule may also begin anew after it.
  virtual void settle() {}

  /// [optional] The limits of the weights, if the rule has such: what a run did to the weights is told with them.
  /// Called between steps.
  virtual std::optional<WeightBounds> weight_limits() const { return std::nullopt; }

  Slice slice() const { return slice_; }
  /// Postsynaptic units of the slice.
  std::size_t size() const { return slice_.size(); }
  /// Units of presynaptic signal s.
  std::size_t source_size(std::size_t s) const { return source_sizes_[s]; }
  /// Number of presynaptic signals.
  std::size_t sources() const { return source_sizes_.size(); }
  SynapseType syn_type() const { return syn_type_; }
  /// The weights, made by the core from `weights` and `connect` of the network file. Kept by a reset; recorded and
  /// saved by the core.
  WeightMatrix& weights() { return weights_; }
  const WeightMatrix& weights() const { return weights_; }

 private:
  friend class ElementSetup;
  Slice slice_;
  std::vector<std::size_t> source_sizes_;
  SynapseType syn_type_ = SynapseType::hybrid;
  WeightMatrix weights_;
};

}  // namespace bouton
