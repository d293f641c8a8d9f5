/// What is recorded in place of all weights.
#pragma once

#include <span>
#include <string>
#include <vector>

#include <bouton/weights.hpp>

#include "description/description.hpp"

namespace bouton {

/// The names of the numbers.
std::vector<std::string> columns_of(const WeightReduction& reduction);
/// The numbers.
std::vector<double> reduced(const WeightReduction& reduction, std::span<const WeightEntry> entries);

}  // namespace bouton
