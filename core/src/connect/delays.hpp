/// The delay of each connection.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include <bouton/random.hpp>

#include "description/description.hpp"

namespace bouton {

/// Draws whole steps from a distribution: each connection has one uniform number, and the steps are found in a table of
/// the distribution function.
class DelayTable {
 public:
  explicit DelayTable(const DrawnDelay& rule);

  /// How many delays there are; 0 if that is not known.
  std::size_t count() const { return ends_.size(); }
  /// The delay in steps, as a function of where the connection is.
  std::uint32_t operator()(const Random& random, std::uint64_t unit, std::uint64_t counter) const {
    if (ends_.empty()) return drawn(random, unit, counter);
    const double u = random.uniform(unit, counter);
    std::size_t i = guide_[static_cast<std::size_t>(u * static_cast<double>(guide_.size()))];
    while (u >= ends_[i]) ++i;
    return first_ + static_cast<std::uint32_t>(i);
  }

 private:
  std::uint32_t drawn(const Random& random, std::uint64_t unit, std::uint64_t counter) const;

  DrawnDelay rule_;
  std::uint32_t first_ = 0;
  std::vector<double> ends_;                // the probability of at most first_ + i steps; the last is 2
  std::array<std::uint32_t, 256> guide_{};  // where to begin, by the first bits of the uniform number
};

}  // namespace bouton
