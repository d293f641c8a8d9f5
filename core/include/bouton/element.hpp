/// What layers, synapses, data sets and recorders have in common.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <bouton/export.hpp>
#include <bouton/random.hpp>
#include <bouton/signal.hpp>
#include <bouton/state.hpp>

namespace bouton {

/// Base of everything that a plugin provides.
///
/// Life of an element, all of it on one thread at a time, though not always the same one: default constructor; the core
/// writes the declared parameters into the members, sets what the accessors below return, and binds the declared state,
/// which holds its initial values; `prepare`; `reset`; then the calls of its interface. When parameters, or a synapse's
/// weights, are changed between steps, the core writes them and calls `prepare` again. Any call may throw: the run then
/// stops with an error that names the element, its type and the step.
class BOUTON_API Element {
 public:
  Element() = default;
  Element(const Element&) = delete;
  Element& operator=(const Element&) = delete;
  virtual ~Element();

  /// [optional] Checks the parameters against each other (throw std::invalid_argument with a sentence), computes what
  /// follows from them, and sizes what is not declared as state. Must leave existing state as it is: it is called again
  /// on a change.
  virtual void prepare() {}
  /// [optional] Returns to its start what the core cannot: state that is not declared, and initial values that follow
  /// from a parameter. The core has put the initial values of all declared state in place before, apart from `kept`
  /// state, which stays as weights do; what a network file gives as initial values is put back afterwards. Slices may
  /// be reset at the same time on several threads. If it throws, all other elements are reset none the less.
  virtual void reset() {}
  /// [optional] Names state that is not declared: counters, or further weight matrices. The core shows declared state
  /// by itself.
  virtual void visit_state(StateVisitor&) {}

  /// The name in the network file.
  const std::string& name() const { return name_; }
  /// Length of a time step in ms.
  double dt() const { return dt_; }
  /// How many steps a time in ms is. Throws std::invalid_argument with a sentence, which begins with `what`, if the
  /// time does not lie on the grid of steps or is negative. Example: `on_grid("'dt'", interval_ms)`.
  std::uint64_t on_grid(std::string_view what, double ms) const;
  /// Random numbers of this element. Example: `random("spikes").uniform(unit, step.index)`. Cheap, but keep the result
  /// as a member, made in `prepare`, if you draw per unit.
  Random random(std::string_view purpose) const { return Random(seed_, name_, purpose); }

 private:
  friend class ElementSetup;
  std::string name_;
  double dt_ = 1.0;
  std::uint64_t seed_ = 0;
};

}  // namespace bouton
