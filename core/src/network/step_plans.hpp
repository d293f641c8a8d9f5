/// How a network is stepped: in which slices, by how many threads, and how many steps at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "description/description.hpp"
#include "network/plan.hpp"

namespace bouton {

struct StepPlans {
  std::size_t threads = 1;
  std::vector<std::vector<Slice>> slices;  ///< of each layer
  std::uint64_t window = 1;                ///< the most steps that are taken in one go
  Plan single, several;                    ///< for one step and for a window

  /// Whether threads can be faster than one at all.
  bool may_gain() const { return bouton::may_gain(single) || bouton::may_gain(several); }
};

/// For a number of slices of each layer, or as many as are worth while if it is 0; then one thread is planned for where
/// more would gain nothing. Delays that are still to be drawn count as the shortest possible ones.
StepPlans make_step_plans(const NetworkDescription& network, std::size_t slices, std::size_t threads);

/// Plans anew with the same slices, once all delays are known.
void plan_again(const NetworkDescription& network, StepPlans& plans);

}  // namespace bouton
