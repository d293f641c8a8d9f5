/// Which connections spikes reach in the steps to come, where connections have delays of their own.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <bouton/column_index.hpp>
#include <bouton/weights.hpp>

#include "network/output_ring.hpp"
#include "network/part_signal.hpp"

namespace bouton {

/// For a slice of a synapse with fixed weights whose source publishes spikes: when a spike reaches its first
/// connections, its index is read once, and the connections of each delay are noted in the step in which it reaches
/// them. A step then adds what was noted for it, in ascending order of the delay, then of the unit.
class SpikeCalendar {
 public:
  /// `delays` are those of the source for each delay of the index, ascending. A part of the source counts as the
  /// source.
  SpikeCalendar(const OutputRing& ring, std::vector<std::uint64_t> delays, const std::optional<LayerPart>& part = {});

  /// Adds to the port what arrives in that step. Steps come one after the other; after a gap, and at the beginning,
  /// what is on its way is read again from what the source published.
  void deliver(std::uint64_t tick, const WeightMatrix& weights, std::span<double> port, bool subtract);
  /// How many connections the latest step reached.
  std::size_t events() const;
  /// Nothing is on its way any more: the source's past was cleared.
  void clear();
  /// Bytes of memory in use.
  std::size_t bytes() const;

 private:
  void note(std::uint64_t published, std::uint64_t first_tick, const WeightMatrix& weights);
  void make_room(std::size_t more);
  std::span<const ConnectionRun> page(std::size_t number, std::size_t count) const {
    return std::span(runs_).subspan((number + 1) * room_ - count, count);
  }

  const OutputRing* ring_;
  std::vector<std::uint64_t> delays_;
  PartSignal part_;
  std::vector<std::size_t> distance_;  // for each delay, by how many pages it lies behind
  // A page for each step, which is its tick modulo their number. All have the same room and are filled from their end:
  // what was noted last has the shortest delay, and comes first.
  std::vector<std::uint32_t> counts_;
  std::vector<ConnectionRun> runs_;
  std::size_t room_ = 0;
  std::uint64_t next_ = 0;                    // the tick that is expected; 0: nothing is noted
  std::size_t last_ = 0, count_of_last_ = 0;  // the page that was delivered last
};

}  // namespace bouton
