/// Tells whether a network sees the class that it is to predict.
#pragma once

#include <string>

#include "network/executor.hpp"

namespace bouton {

/// The name of the first input that follows the field `target` in a phase that learns, or does not, and that has an
/// effect on the layer that is read out; "" if there is none.
///
/// What the layer does in such a trial is no prediction: with shuffled classes, too, it would be right more often than
/// by chance. An effect is any chain of connections from the input to the layer. In a phase that does not learn, a
/// modulator has none, since it acts on weights only. In one that learns it has: the weights change within the trial.
std::string input_that_shows(const Executor& executor, const std::string& target, const std::string& readout_layer,
                             bool learn);

}  // namespace bouton
