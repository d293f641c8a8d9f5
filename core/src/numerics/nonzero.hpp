/// Lists what is not zero.
#pragma once

#include <cstddef>
#include <span>

#include <bouton/signal.hpp>

namespace bouton {

/// `out` of list_nonzero needs room for so many more units than there are values.
inline constexpr std::size_t list_slack = 16;

/// Lists the indices of what is not zero in ascending order, each plus `first`, and returns how many there are.
std::size_t list_nonzero(std::span<const double> values, Unit first, Unit* out);

}  // namespace bouton
