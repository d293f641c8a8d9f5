/// Moves what a network remembers into another one.
#pragma once

#include <string>
#include <vector>

#include "network/executor.hpp"

namespace bouton {

/// Gives `to` the step count, outputs in flight, named state and weights of `from`, where names and shapes agree.
/// Returns a sentence for each that does not.
std::vector<std::string> take_over(Executor& to, Executor& from);

}  // namespace bouton
