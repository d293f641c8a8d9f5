/// What a type declares of its state.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include <bouton/state_array.hpp>

namespace bouton {

class Element;

/// What a plugin declares of one state variable. Written through `State`, read by the core.
struct StateDeclaration {
  std::string name;
  std::string unit;                   ///< "" if dimensionless
  std::string summary;                ///< a few words
  double initial = 0;                 ///< where a run begins and a reset returns to, unless a file says otherwise
  bool is_count = false;              ///< whole numbers, of a CountArray
  bool is_kept = false;               ///< a reset leaves it, and it is saved with the weights
  std::optional<std::size_t> source;  ///< one value per unit of that presynaptic signal; nothing: one per own unit
  /// Gives the element's member its memory. Only the core calls it.
  std::function<void(Element&, const StateMemory&)> bind;
  /// Tells the element's member that someone else wrote into its memory; empty if it need not know.
  std::function<void(Element&)> note_written;
};

/// Completes the declaration of one state variable; every call returns the object itself.
class State {
 public:
  explicit State(StateDeclaration& declaration) : d_(declaration) {}

  /// Unit of the values, for example "mV" or "steps"; see Parameter::unit.
  State& unit(std::string text) { return d_.unit = std::move(text), *this; }
  /// Where a run begins and a reset returns to; 0 if not said. A network file may give other values, under "initial".
  /// What follows from a parameter is written in `reset`, which runs once the initial values are in place; what a
  /// file gives is put back after it.
  State& initial(double value) { return d_.initial = value, *this; }
  /// The state adapts while learning, and only then: a reset leaves it, and it is saved with the weights. The element
  /// changes it only where `LayerInputs::learn`, or the argument of `Synapse::update`, is true, and never in `reset`.
  State& kept() { return d_.is_kept = true, *this; }
  /// Of a synapse: one value per unit of the presynaptic signal `source` (0 is the one that carries). Each slice has
  /// its own copy. Where the network has no such signal the array is empty, and nobody sees it.
  State& per_source(std::size_t source) { return d_.source = source, *this; }

 private:
  StateDeclaration& d_;
};

}  // namespace bouton
