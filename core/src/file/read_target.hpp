/// Reads what an entry of `record` says beside names and format: which units, when, and what is made of the samples.
#pragma once

#include <optional>
#include <string>

#include "description/description.hpp"
#include "file/node.hpp"

namespace bouton {

/// The units that `units` chooses of what `of` names. `whole` are the units that `of` names, of `size` that the element
/// has; what is drawn is a function of the seed, the name of the recording and of the element. Nothing, with a finding,
/// if it is wrong.
std::optional<RecordedUnits> read_units(const Node& units, const std::optional<RecordedUnits>& of, Unit size,
                                        const Random& random);

/// Reads `every`, `when`, `bin`, `sum` and `reduce`. `is_of_spikes`: the variable is the spikes of a layer.
/// `weight_unit` is that of what `reduce` takes.
void read_sampling(const Node& entry, bool is_of_spikes, const std::string& weight_unit, TargetDescription& target);

}  // namespace bouton
