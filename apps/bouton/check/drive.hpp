/// Finds out how a neuron must be driven so that it spikes: what it does after a spike is not tried otherwise.
#pragma once

#include <string>

#include "check/checks.hpp"

namespace bouton_program {

/// What drives a type, and how often it spikes then.
struct Driven {
  Drive drive;
  std::uint64_t steps = 60;
  std::size_t spikes = 0;  ///< of all units in these steps
};

/// Whether there is a question: the type publishes spikes.
bool publishes_spikes(const bouton::TypeDeclaration& type);

/// The weakest drive with which half of the units spike twice, and not always; if there is none, the one with which
/// most units spike. Inputs are raised, and then steps, since potentials may be in mV and inputs in pA.
Driven find_drive(const Trial& trial);

/// "inputs up to 2000 at port 'exc', in 600 steps".
std::string describe(const Driven& driven, const bouton::TypeDeclaration& type);

}  // namespace bouton_program
