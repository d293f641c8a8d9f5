/// Moves what a network remembers into another one.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "network/executor.hpp"

namespace bouton {

/// Gives `to` the step count, outputs in flight, named state and weights of `from`, where names and shapes agree.
/// Returns a sentence for each that does not. A synapse keeps the weights that it has in `to` unless `has_same_weights`
/// says that nothing else was wanted in `from`.
std::vector<std::string> take_over(
    Executor& to, Executor& from,
    const std::function<bool(const SynapseDescription& to, const SynapseDescription& from)>& has_same_weights);

}  // namespace bouton
