/// The first check: a type can be made, stepped, reset and destroyed. The others make no sense before that.
#pragma once

#include "check/checks.hpp"

namespace bouton_program {

/// Where in its life an element is.
enum class LifePhase { begin, making, stepping, showing, resetting, destroying, end };

/// Lives one life in each network of the checks, and notes in `phase` how far it came: shared with the process that
/// waits. Refused networks are "skipped" if parameters were made up for them.
CheckResult check_life(const Trial& trial, volatile LifePhase& phase);

/// What to look at when a life did not get past a phase.
std::string life_advice(LifePhase phase);

/// "while it took steps", …
std::string describe(LifePhase phase);

}  // namespace bouton_program
