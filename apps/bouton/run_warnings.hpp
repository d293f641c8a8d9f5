/// What a person should know of a run that came to its end but probably did not do what was wanted.
#pragma once

#include <string>
#include <vector>

#include <bouton/run.hpp>

namespace bouton_program {

/// A sentence for each phase in which the network gave no prediction for some samples.
std::vector<std::string> prediction_warnings(const bouton::RunResult& result);

/// These, and sentences on layers that never spiked, or in which every unit spiked in every step, and on weights that
/// all stand at a limit.
std::vector<std::string> warnings_of(const bouton::RunResult& result);

}  // namespace bouton_program
