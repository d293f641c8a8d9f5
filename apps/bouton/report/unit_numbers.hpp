/// Where a unit of a layer stands among those that were recorded.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>

#include <bouton/recorder.hpp>

namespace bouton_program {

/// The place of a unit among those recorded, or nothing if it is none of them.
inline std::optional<std::size_t> place_of(const bouton::RecordedUnits& units, bouton::Unit unit) {
  if (units.listed.empty()) {
    const auto distance = unit - units.first;
    if (unit < units.first || distance % units.stride != 0 || distance / units.stride >= units.size()) return {};
    return distance / units.stride;
  }
  const auto at = std::ranges::lower_bound(units.listed, unit);
  if (at == units.listed.end() || *at != unit) return {};
  return static_cast<std::size_t>(at - units.listed.begin());
}

}  // namespace bouton_program
