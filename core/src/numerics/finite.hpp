/// Finds values that are not finite.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace bouton {

/// The index of the first value that is NaN or infinite; nothing if there is none. Where all are finite it costs one
/// vectorised pass.
std::optional<std::size_t> first_not_finite(std::span<const double> values);
std::optional<std::size_t> first_not_finite(std::span<const float> values);

}  // namespace bouton
