/// What `run --profile` prints.
#pragma once

#include <bouton/bouton.hpp>

namespace bouton_program {

/// A table of the elements, the costliest first, and the figures of the whole run.
void print_profile(const bouton::Network& network, const bouton::RunResult& result, double build_seconds);

}  // namespace bouton_program
