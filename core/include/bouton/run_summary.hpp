/// What a run did, in numbers: what the units of each layer did, and what became of the weights that learn.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bouton {

/// What a layer or input did that publishes spikes.
struct LayerSummary {
  std::string name;
  bool is_input = false;
  std::uint64_t units = 0;
  std::uint64_t steps = 0;      ///< in which spikes were counted: those of the run
  std::uint64_t spikes = 0;     ///< of all units
  std::uint64_t silent = 0;     ///< units that never spiked
  std::uint64_t saturated = 0;  ///< units that spiked in at least nine of ten steps
  /// The coefficient of variation of the intervals between spikes (standard deviation by mean, 0: regular, 1: as of a
  /// Poisson process): its mean over the units that have at least 3 intervals; nothing if there is none. Of a large
  /// layer a part of the units is watched, `most_watched` that are spread over it. No interval reaches across a reset.
  std::optional<double> cv;
  static constexpr std::size_t most_watched = 128;

  /// Spikes of a unit per step, its mean over all units.
  double rate_per_step() const {
    const auto chances = static_cast<double>(units) * static_cast<double>(steps);
    return chances > 0 ? static_cast<double>(spikes) / chances : 0.0;
  }
  /// The same in Hz; `dt` is the length of a step in ms.
  double rate_in_hz(double dt) const { return rate_per_step() * 1000 / dt; }
};

/// The weights of a synapse at one time, in the unit of the port that they lead to.
struct WeightSummary {
  double mean = 0;
  double deviation = 0;        ///< standard deviation
  double least = 0, most = 0;  ///< both 0 if there are no weights
  std::optional<double>
      at_limits;  ///< share (0 to 1) that stands at Synapse::weight_limits or beyond; nothing: no limits
  /// How many weights lie in each of equal parts from `low` to `high`. These are the least and the most weight; where
  /// they are equal, half a unit below and above.
  double low = 0, high = 0;
  std::array<std::uint64_t, 50> histogram{};
};

/// A synapse whose type does not declare fixed weights.
struct SynapseSummary {
  std::string name;
  std::uint64_t connections = 0;
  WeightSummary before;  ///< when the run began
  WeightSummary after;   ///< when it was over
};

/// All of it. A network that takes the place of the running one is counted anew where its layers or synapses are
/// others.
struct RunSummary {
  std::vector<LayerSummary> layers;      ///< those that published spikes and nothing else, in the order of the file
  std::vector<SynapseSummary> synapses;  ///< in the order of the file; empty after a run that failed
};

}  // namespace bouton
