/// Reads the `initial` of an element against the state that its type declares.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "description/description.hpp"
#include "file/node.hpp"
#include "file/parameters.hpp"

namespace bouton {

/// `owner` is the object that may have a member `initial`; `sources` are the sizes of a synapse's presynaptic signals.
std::vector<InitialSetting> read_initial(const Node& owner, const TypeDeclaration& type, const ParameterScope& scope,
                                         std::span<const std::size_t> sources = {});

}  // namespace bouton
