/// What all libraries of a process share, and what a plugin must therefore leave as it is.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace bouton_program {

/// What the process looked like at one moment: the name of each thing, and how it was, in words.
using Surroundings = std::vector<std::pair<std::string, std::string>>;

/// Looks at the floating-point environment of this thread, and at the locale, folder, signals, environment variables,
/// streams, timers and limits of the process.
Surroundings surroundings_now();

/// What differs first, in words: "the working folder was '/a' and is '/b'"; "" if nothing does.
std::string changed_surroundings(const Surroundings& before, const Surroundings& after);

/// The floating-point environment of this thread in words. It is the part that differs between threads.
std::string floating_point_now();

}  // namespace bouton_program
