/// The delay of each connection.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <bouton/random.hpp>

#include "connect/pair_block.hpp"
#include "description/description.hpp"

namespace bouton {

/// Draws whole steps from a distribution: each connection has one uniform number, and the steps are found in a table of
/// the distribution function.
class DelayTable {
 public:
  explicit DelayTable(const DrawnDelay& rule);

  /// How many delays there are; 0 if that is not known.
  std::size_t count() const { return ends_.size(); }
  /// Fills `out` with the delays in steps of the connections that are at (units[k], counters[k]).
  void draw(const Random& random, std::span<const std::uint64_t> units, std::span<const std::uint64_t> counters,
            std::span<std::uint32_t> out) const;

 private:
  std::uint32_t rounded(double value) const;
  std::uint32_t found(double u) const {
    std::size_t i = guide_[static_cast<std::size_t>(u * static_cast<double>(guide_.size()))];
    while (u >= ends_[i]) ++i;
    return first_ + static_cast<std::uint32_t>(i);
  }

  DrawnDelay rule_;
  std::uint32_t first_ = 0;
  std::vector<double> ends_;                // the probability of at most first_ + i steps; the last is 2
  std::array<std::uint32_t, 256> guide_{};  // where to begin, by the first bits of the uniform number
};

/// The delay of each connection of a synapse whose connections have delays of their own.
class DelayReader {
 public:
  DelayReader(const SynapseDescription& synapse, std::uint64_t seed);

  void read(const PairBlock& block, BlockDelays& out) const;

 private:
  Random random_;
  std::optional<DelayTable> table_;
  const DelayMatrix* matrix_ = nullptr;
};

}  // namespace bouton
