/// What a page shows of a running network.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include <bouton/bouton.hpp>

namespace bouton_program {

/// Gathers, between two messages to the page, the spikes of some units of each layer; and reads rates, state and
/// weights when a message is made.
class Picture {
 public:
  using Json = nlohmann::ordered_json;

  explicit Picture(const bouton::RunMoment& moment);

  /// What a page must know before anything is shown: layers, which of their units and state variables are shown, and
  /// all parameters.
  Json facts() const;
  /// Forgets what was gathered: nobody has watched.
  void skip(const bouton::RunMoment& moment);
  /// The steps that were taken since the last call of the moment.
  void add(const bouton::RunMoment& moment);
  /// All that was gathered since the last time.
  Json take(bouton::RunMoment& moment);

  static constexpr std::size_t most_rows = 100;     ///< units of a layer whose spikes are shown
  static constexpr std::size_t most_rasters = 12;   ///< layers whose spikes are shown
  static constexpr std::size_t most_spikes = 1500;  ///< of a layer in a message
  static constexpr std::size_t most_traces = 6;     ///< state variables that are shown
  static constexpr std::size_t traced_units = 3;    ///< of each

 private:
  using Clock = std::chrono::steady_clock;

  struct Layer {
    std::size_t index = 0;  // in the progress
    std::string name;
    std::uint64_t units = 0;
    bouton::Unit stride = 1;           // between two units whose spikes are shown; the first is unit 0
    std::uint64_t before = 0;          // spikes of all units until the last message
    std::vector<std::uint64_t> steps;  // of the spikes that are shown
    std::vector<bouton::Unit> rows;    // their units
    std::uint64_t left_out = 0;        // spikes beyond the most
  };
  struct Trace {
    std::string element, variable;
    std::size_t units = 0;
  };

  void find_traces(bouton::Network& network);
  Json take_layer(Layer& layer, const bouton::LayerProgress& progress, std::uint64_t steps);
  Json take_weights(bouton::RunMoment& moment);

  std::string name_;
  double dt_;
  Json described_;
  std::vector<Layer> layers_;
  std::vector<Trace> traces_;
  std::vector<std::string> learning_;  // synapses
  std::uint64_t begin_ = 0;            // the step from which on spikes are gathered
  Clock::time_point weights_due_{};    // when weights are to be read again
};

}  // namespace bouton_program
