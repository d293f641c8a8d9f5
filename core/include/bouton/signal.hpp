/// What a layer publishes in one step.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace bouton {

/// Index of a unit (a neuron, an input channel) within its layer, from 0.
using Unit = std::uint32_t;

/// A contiguous range [begin, end) of the units of a layer; it may be empty.
///
/// One instance of a Layer or Synapse covers one slice of the (postsynaptic) units. Arrays that hold
/// "one value per unit of the slice" have `size()` elements; element k belongs to unit `begin + k`.
struct Slice {
  Unit begin = 0;
  Unit end = 0;

  constexpr std::size_t size() const { return end - begin; }
};

/// The output of a layer at one step. A view: valid during the call it is handed to, not longer.
struct Signal {
  /// One value per unit.
  std::span<const double> values;
  /// The units whose value is 1, ascending. Only meaningful if `is_spikes`.
  std::span<const Unit> active;
  /// True: every value is 0 or 1 and `active` lists the ones, so cost can follow the spikes.
  /// False: analog values, read `values`.
  bool is_spikes = false;
};

/// One time step.
struct Step {
  /// Steps taken since the network was built, from 0. A reset does not rewind it, so random numbers drawn with it
  /// as the counter differ from trial to trial.
  std::uint64_t index = 0;
  /// Length of a step in ms.
  double dt = 1.0;
};

}  // namespace bouton
