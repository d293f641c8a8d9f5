/// Connections that are made together: drawing and placing many at a time is several times as fast as one by one.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "connect/pairs.hpp"

namespace bouton {

/// A number of connections, in the order in which a rule has named them.
class PairBlock {
 public:
  static constexpr std::size_t room = 256;

  bool is_full() const { return count_ == room; }
  std::size_t size() const { return count_; }
  void clear() { count_ = 0; }
  /// `whole`: with the weight and the delay, which some rules bring.
  template <bool whole>
  void add(const Pair& pair) {
    units_[count_] = pair.post | std::uint64_t{pair.occurrence} << 32;
    pre_[count_] = pair.pre;
    if constexpr (whole) weights_[count_] = pair.weight, delays_[count_] = pair.delay;
    ++count_;
  }

  Unit post(std::size_t k) const { return static_cast<Unit>(units_[k]); }
  Unit pre(std::size_t k) const { return static_cast<Unit>(pre_[k]); }
  /// Where draws for the connections are made: the unit is the postsynaptic one, with what number it has of those of
  /// its pair above it; the counter is the presynaptic unit.
  std::span<const std::uint64_t> units() const { return std::span(units_).first(count_); }
  std::span<const std::uint64_t> counters() const { return std::span(pre_).first(count_); }
  std::span<const double> weights() const { return std::span(weights_).first(count_); }
  std::span<const std::uint32_t> delays() const { return std::span(delays_).first(count_); }

 private:
  std::size_t count_ = 0;
  std::array<std::uint64_t, room> units_, pre_;
  std::array<double, room> weights_;
  std::array<std::uint32_t, room> delays_;
};

/// The delays of a block's connections; no more of them count than the block has connections.
using BlockDelays = std::array<std::uint32_t, PairBlock::room>;

}  // namespace bouton
