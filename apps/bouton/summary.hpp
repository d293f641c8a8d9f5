/// What the program says of a run that is over.
#pragma once

#include <string>
#include <vector>

#include <bouton/bouton.hpp>

namespace bouton_program {

/// What was done, a line for each phase of trials that is scored, and where it was written to.
std::string summary_of(const bouton::Network& network, const bouton::RunResult& result,
                       const std::filesystem::path& folder);

/// A sentence for each phase in which the network gave no prediction for some samples.
std::vector<std::string> warnings_of(const bouton::RunResult& result);

}  // namespace bouton_program
