/// Where connections stand in a sparse matrix: counted first, then placed.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include <bouton/column_index.hpp>

#include "connect/pair_block.hpp"

namespace bouton {

/// How many connections each column has, by delay and presynaptic unit. A delay takes memory once it occurs.
class ColumnCounts {
 public:
  explicit ColumnCounts(std::size_t sources) : sources_(sources) {}

  void add(const PairBlock& block, const BlockDelays& delays);
  void note_delays(std::vector<bool>& occurring) const;
  /// The counts of these delays; nothing is left.
  std::vector<std::vector<std::uint32_t>> take(std::span<const std::uint32_t> delays);

 private:
  void make_room(std::uint32_t delay);

  std::size_t sources_;
  std::vector<std::vector<std::uint32_t>> of_delay_;
  std::vector<std::uint32_t*> counts_;  // of each delay; null where none has occurred
};

/// Gives connections their places in the order of storage.
class ColumnPlaces {
 public:
  using Places = std::array<std::size_t, PairBlock::room>;

  ColumnPlaces(std::vector<std::vector<std::uint32_t>> counts, bool narrow, Unit first_post)
      : next_(std::move(counts)), index_(std::make_shared<ColumnIndex>(next_, narrow)), first_post_(first_post) {}

  /// Writes the targets of a block's connections, and calls fetch(place) for each place a while before it returns.
  template <class Fetch>
  void put(const PairBlock& block, const BlockDelays& numbers, Places& places, Fetch fetch) {
    // What is written lies anywhere in memory: it is fetched for many connections at a time.
    for (std::size_t k = 0; k < block.size(); ++k) {
      __builtin_prefetch(&next_[numbers[k]][block.pre(k)], 1);
      index_->prefetch(block.pre(k));
    }
    for (std::size_t k = 0; k < block.size(); ++k) {
      const Unit pre = block.pre(k);
      places[k] = index_->of_source(pre).begin + next_[numbers[k]][pre]++;
      index_->prefetch_target(places[k]);
      fetch(places[k]);
    }
    for (std::size_t k = 0; k < block.size(); ++k) index_->set_target(places[k], block.post(k) - first_post_);
  }
  const std::shared_ptr<ColumnIndex>& index() const { return index_; }

 private:
  // By delay and presynaptic unit, the place of the next connection, counted from the first of that unit.
  std::vector<std::vector<std::uint32_t>> next_;
  std::shared_ptr<ColumnIndex> index_;
  Unit first_post_;
};

}  // namespace bouton
