/// Samples one target of a recording.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <bouton/recorder.hpp>

#include "network/executor.hpp"
#include "network/state.hpp"

namespace bouton {

/// Takes samples of one variable of one element and hands them on. It decides when there is a sample, of which units,
/// and what is made of it: counts in bins, or numbers in place of weights.
class Sampler {
 public:
  /// Throws Error if a type shows its state wrongly.
  Sampler(Executor& executor, const TargetDescription& description);

  /// What a recorder is told.
  const RecordTarget& target() const { return target_; }
  const TargetDescription& description() const { return *description_; }

  /// Whether there is a sample in the phases of this name.
  void begin_phase(const std::string& name) {
    is_in_phase_ = description_->phase.empty() || description_->phase == name;
  }
  /// How many steps may be taken in one go from `step` on: state is sampled after the last of them.
  std::uint64_t steps_until_sample(std::uint64_t step) const;
  /// Whether `take` has anything to do after that step.
  bool is_due(std::uint64_t step) const {
    return is_in_phase_ && !description_->at_end && description_->is_sampled_at(step) &&
           (description_->bin > 0 || step % description_->every == 0);
  }
  /// Samples that step, which the network has taken; `number` is that of the target in its file.
  void take(std::uint64_t step, std::size_t number, RecordSink& to);
  /// Hands on what is not yet a whole bin.
  void finish(std::size_t number, RecordSink& to);

  /// Why another network cannot be sampled in its place, or "".
  std::string why_not(Executor& other, const TargetDescription& description) const;
  void go_on_with(Executor& other, const TargetDescription& description);

 private:
  bool is_of_output() const {
    return layer_ && (description_->variable == "output" || description_->variable == "spikes");
  }
  /// Has the network keep the state, if it can.
  void keep_state();
  std::span<const Unit> spikes(std::uint64_t step);
  std::span<const double> state();
  std::span<const double> chosen(std::span<const double> of_layer);
  std::span<const WeightEntry> weights();
  /// The number of a recorded unit among those that are recorded.
  std::size_t place_of(Unit unit) const;
  void count(std::uint64_t step, std::size_t number, RecordSink& to);

  Executor* executor_;
  const TargetDescription* description_;
  LayerNode* layer_;                 // null: of a synapse
  std::optional<std::size_t> kept_;  // the number of the state that the layer keeps
  RecordTarget target_;
  StateReader reader_;
  bool is_in_phase_ = true;
  std::vector<std::uint8_t> is_chosen_;  // of each unit, if some are chosen that do not lie side by side
  // Of the present sample.
  std::vector<Unit> own_units_;
  std::vector<double> own_values_;
  std::vector<WeightEntry> own_entries_;
  // Of the bin that is being filled.
  std::vector<double> counts_;
  std::uint64_t bin_begin_ = 0, bin_steps_ = 0;
};

}  // namespace bouton
