/// Predicts the class of each trial from what a layer does in it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "network/executor.hpp"

namespace bouton {

/// What a trial says of the class.
struct Prediction {
  std::optional<std::size_t> unit;  ///< none: no unit spiked, and nothing else decides
  bool is_tie = false;              ///< several units had the most spikes
  bool is_silent = false;           ///< no unit spiked
};

/// Counts spikes per unit: the unit with the most spikes is the predicted class. Ties go to the larger summed input or
/// to the lowest unit. Where no unit spiked only a summed input that is larger than all others decides.
class Readout {
 public:
  Readout(Executor& executor, const ReadoutDescription& description);

  void begin_trial();
  /// Each step of the trial in turn.
  void observe(std::uint64_t step);
  Prediction predict() const;

  /// Why another network cannot be read out in place of this one, or "".
  std::string why_not(Executor& other) const;
  void go_on_with(Executor& other);

 private:
  void watch(LayerNode& layer);
  /// Of the layer, or of the part of it that is read out.
  std::size_t size() const { return part_size(description_->part, layer_->description.size); }
  /// The number in the layer of a unit that is read out.
  std::size_t unit(std::size_t number) const { return description_->part ? description_->part->unit(number) : number; }

  const ReadoutDescription* description_;
  Executor* executor_;
  const LayerNode* layer_;
  std::vector<double> spikes_;
  std::vector<double> input_;
  bool has_spiked_ = false;
};

}  // namespace bouton
