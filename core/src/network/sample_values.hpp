/// What a parameter that follows a data set is given.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <bouton/error.hpp>

#include "description/description.hpp"

namespace bouton {

/// Turns a field of a sample into the values of the parameter that follows it: times the scale. Returns what is wrong
/// if one of them is outside of the range that the parameter declares, as it would be for a number in a file.
std::optional<SampleOutOfRange> scale_sample(const LayerDescription& input, const DataBinding& binding,
                                             const DataDescription& data, std::uint64_t sample,
                                             std::span<double> values);

}  // namespace bouton
