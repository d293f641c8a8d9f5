/// What becomes of the weights that learn in a run.
#pragma once

#include <vector>

#include <bouton/run_summary.hpp>

#include "network/executor.hpp"

namespace bouton {

/// Of the synapse's weights, as its rule has left them. They are walked where they lie: there may be many.
WeightSummary summary_of_weights(Executor& executor, SynapseNode& node);

class LearnedWeights {
 public:
  /// Takes note of the weights as they are now.
  explicit LearnedWeights(Executor& executor) { go_on_with(executor); }

  /// Another network takes the place: what it has in common with the present one goes on, the rest begins now.
  void go_on_with(Executor& executor);
  /// What there is to say at the end.
  std::vector<SynapseSummary> summary(Executor& executor) const;

 private:
  std::vector<SynapseSummary> at_begin_;
};

}  // namespace bouton
