/// Counts what the units of all layers do in a run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <bouton/run_summary.hpp>
#include <bouton/signal.hpp>

#include "network/executor.hpp"

namespace bouton {

/// Sees every spike of a run, and must take next to no time: each unit has one word, which counts its spikes; the
/// intervals between spikes are only noted of some units of a layer, which their words tell.
class Activity {
 public:
  explicit Activity(const Executor& executor);

  /// What the layer with this index published in a step. Each step in turn.
  void add(std::size_t layer, const Signal& signal, std::uint64_t step) {
    auto& own = layers_[layer];
    if (!signal.is_spikes) {
      own.is_analog = true;
      return;
    }
    own.spikes += signal.active.size();
    auto* const words = own.words.data();
    for (const Unit unit : signal.active) {
      const auto word = words[unit]++;
      if (word >= first_watched) note(own.watched[(word >> count_bits) - 1], step);
    }
  }
  /// To be called once all layers have been added.
  void end_step() { ++steps_; }
  /// The state was reset before step `step`: no interval begins before it and ends after it.
  void note_reset(std::uint64_t step) { begin_ = step; }

  std::uint64_t spikes(std::size_t layer) const { return layers_[layer].spikes; }
  /// Whether the layer has published spikes, and nothing else, or is bound to.
  bool is_spiking(std::size_t layer) const {
    const auto& own = layers_[layer];
    return !own.is_analog && (own.spikes > 0 || own.is_declared_spiking);
  }
  /// Whether the other network has the same layers.
  bool fits(const Executor& other) const;
  std::vector<LayerSummary> summary() const;

 private:
  // A word is the number of spikes, and above it the number of the unit among those that are watched, from 1, or 0.
  static constexpr int count_bits = 48;
  static constexpr std::uint64_t first_watched = std::uint64_t{1} << count_bits;

  struct Intervals {
    std::uint64_t end = 0;  // one more than the step of the last spike; 0: there was none
    std::uint64_t count = 0, sum = 0;
    double squares = 0;
  };
  struct Layer {
    std::string name;
    bool is_input = false, is_declared_spiking = false, is_analog = false;
    std::size_t units = 0;
    std::uint64_t spikes = 0;
    std::vector<std::uint64_t> words;  // none if the layer is declared analog
    std::vector<Intervals> watched;
  };

  void note(Intervals& own, std::uint64_t step) {
    const auto end = step + 1;
    if (own.end > begin_) {
      const auto interval = end - own.end;
      ++own.count;
      own.sum += interval;
      own.squares += static_cast<double>(interval) * static_cast<double>(interval);
    }
    own.end = end;
  }
  static std::optional<double> mean_cv(const std::vector<Intervals>& watched);

  std::vector<Layer> layers_;
  std::uint64_t steps_ = 0;
  std::uint64_t begin_ = 0;  // the step before which the state was last reset
};

}  // namespace bouton
