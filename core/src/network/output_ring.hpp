/// The latest outputs of one layer, as far back as the longest delay of a synapse that reads it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <bouton/declaration.hpp>
#include <bouton/signal.hpp>

namespace bouton {

class OutputRing {
 public:
  /// `slots` is the longest delay + 1, and at least 2: the previous output is always kept.
  OutputRing(Unit size, std::size_t slots, OutputKind kind, std::vector<Slice> slices);

  /// Where a layer writes its output of step t.
  std::span<double> values(std::uint64_t t, Slice slice) {
    return std::span(slot(t).values).subspan(slice.begin, slice.size());
  }
  /// Lists the active units of step t, once all slices are written.
  void publish(std::uint64_t t);
  /// The output of step t, which lies at most `slots` - 1 steps back.
  Signal signal(std::uint64_t t) const;
  /// The part of the latest published output that slice s holds, with units counted from the slice's begin.
  Signal slice_signal(std::uint64_t t, std::size_t s) const;
  /// All outputs become zero.
  void clear();
  /// Copies the outputs before step t, as far back as both rings go. False if the other has another size.
  bool take_over(const OutputRing& other, std::uint64_t t);

 private:
  struct Slot {
    std::vector<double> values;
    std::vector<Unit> active;  // room for all units; the first `count` are valid
    std::size_t count = 0;
    bool is_spikes = true;
  };
  Slot& slot(std::uint64_t t) { return slots_[t % slots_.size()]; }
  const Slot& slot(std::uint64_t t) const { return slots_[t % slots_.size()]; }

  OutputKind kind_;
  std::vector<Slice> slices_;
  std::vector<Slot> slots_;
  std::vector<std::vector<Unit>> slice_active_;  // more than one slice: units counted from the slice's begin
  std::vector<std::size_t> slice_count_;
};

}  // namespace bouton
