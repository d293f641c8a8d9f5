#include <bouton/element.hpp>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

namespace bouton {

std::uint64_t Element::on_grid(std::string_view what, double ms) const {
  const double steps = std::round(ms / dt_);
  // Times are written in decimals, of which few are exact.
  if (!(steps >= 0) || std::abs(steps * dt_ - ms) > 1e-9 * std::max(1.0, ms) || steps > 0x1p53)
    throw std::invalid_argument(fmt::format("{} is {} ms; it must be a whole number of steps of {} ms", what, ms, dt_));
  return static_cast<std::uint64_t>(steps);
}

}  // namespace bouton
