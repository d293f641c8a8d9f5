/// Changes to a network while it runs.
#pragma once

#include <functional>
#include <string>

#include "network/executor.hpp"

namespace bouton {

/// Sets what a text says as `set` of a phase does: `{"l1": {"tau": "5 ms"}}`, one element after the other, and calls
/// `note` with what was said of each. Throws InvalidNetwork, and sets nothing, if it is wrong; RunFailed if an element
/// refuses its values, and then those before it are set.
void set_live(Executor& executor, const std::string& changes, const std::function<void(std::string)>& note);

}  // namespace bouton
