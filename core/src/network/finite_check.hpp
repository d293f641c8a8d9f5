/// When a network looks for values that are not finite, and how.
#pragma once

#include <cstdint>

#include <bouton/network.hpp>

namespace bouton {

struct Executor;

/// A value that is NaN or infinite stays so, as a rule, and spreads. So it is enough to look now and then: at steps
/// that depend on the network alone, not on threads or windows, so that the same file ends with the same message.
///
/// What layers remember and publish is looked at every 1024 steps; that takes less than a thousandth of the time of the
/// steps. What synapses remember is looked at less often, in proportion to the number of weights: a step need not touch
/// them all, and the changes that a rule has put off must be written first. A weight that is not finite reaches its
/// layer with the next spike in any case.
class FiniteCheck {
 public:
  /// What is looked at.
  enum class Extent { layers, everything };

  FiniteCheck() = default;
  FiniteCheck(FiniteChecks when, std::uint64_t units, std::uint64_t learned_weights);

  /// How many steps may be taken from step `step` on before the next look.
  std::uint64_t steps_until_look(std::uint64_t step) const;
  /// To be called when the steps that `steps_until_look` allows, or fewer, are taken. Throws NotFinite.
  void after_steps(Executor& executor);
  /// Looks now, if steps were taken since it did last and if the network is not told never to. Throws NotFinite.
  void look(Executor& executor, Extent extent);
  /// Looks now in any case. Throws NotFinite.
  void look_at_once(Executor& executor, Extent extent);

 private:
  FiniteChecks when_ = FiniteChecks::at_intervals;
  std::uint64_t synapse_interval_ = 1;
  std::uint64_t layers_until_ = 0, synapses_until_ = 0;  // all was finite before this step
};

}  // namespace bouton
