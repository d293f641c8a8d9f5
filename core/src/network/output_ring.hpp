/// The latest outputs of one layer, as far back as anything reads them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include <bouton/aligned.hpp>
#include <bouton/declaration.hpp>
#include <bouton/signal.hpp>

namespace bouton {

class OutputRing {
 public:
  /// Keeps what is read at most `delay` steps later while `window` further steps are taken, and the previous output.
  OutputRing(Unit size, std::size_t delay, std::size_t window, OutputKind kind, std::vector<Slice> slices);

  /// Where slice s writes its output of step t.
  std::span<double> values(std::uint64_t t, std::size_t s) {
    return std::span(slot(t).values).subspan(slices_[s].begin, slices_[s].size());
  }
  /// Lists the active units of slice s, once it is written. Different slices may be published at the same time. Returns
  /// the first unit of the slice whose value is neither 0 nor 1, if the layer declares spikes and there is one.
  std::optional<Unit> publish(std::uint64_t t, std::size_t s);
  /// For a layer that lists its spikes itself, in place of `values` and `publish`: where slice s writes the active
  /// units of step t. The spikes that the memory held before are forgotten.
  std::span<Unit> begin_list(std::uint64_t t, std::size_t s);
  /// Takes the first `count` of the units that were written. False, and no unit is active, if they do not ascend or are
  /// not all in the slice.
  bool publish_list(std::uint64_t t, std::size_t s, std::size_t count);
  /// Lists the active units of the whole, once all slices are published.
  void join(std::uint64_t t);
  /// The output of step t, which is one of those that are kept. Before `join`, a layer in several slices shows
  /// only its values.
  Signal signal(std::uint64_t t) const;
  /// The part of an output that slice s holds, with units counted from the slice's begin.
  Signal slice_signal(std::uint64_t t, std::size_t s) const;
  /// Bytes of memory in use.
  std::size_t bytes() const;
  /// The outputs of slice s before step t become zero, as far back as step t or a later one reads them. Different
  /// slices may be cleared at the same time.
  void clear(std::uint64_t t, std::size_t s);
  /// Copies the outputs before step t, as far back as both rings go. False if the other has another size.
  bool take_over(const OutputRing& other, std::uint64_t t);

 private:
  /// Active units, in a list with room for all; the first `count` are valid. Slices write theirs at the same time, each
  /// in a cache line of its own.
  struct alignas(64) List {
    std::vector<Unit> units;
    std::size_t count = 0;
    bool is_spikes = true;

    std::span<const Unit> active() const { return std::span(units).first(count); }
  };
  struct Slot {
    AlignedVector<double> values;
    List whole;
    std::vector<List> slices;  // if there are several: units counted from the slice's begin
  };
  std::size_t place(std::uint64_t t) const { return mask_ ? t & mask_ : t % slots_.size(); }
  Slot& slot(std::uint64_t t) { return slots_[place(t)]; }
  /// Of what slice s publishes.
  List& list(std::uint64_t t, std::size_t s) {
    Slot& slot = this->slot(t);
    return slot.slices.empty() ? slot.whole : slot.slices[s];
  }
  const Slot& slot(std::uint64_t t) const { return slots_[place(t)]; }

  std::size_t delay_;
  OutputKind kind_;
  std::vector<Slice> slices_;
  std::vector<Slot> slots_;
  std::uint64_t mask_ = 0;     // of the slot's number, if there are 2^n slots
  std::uint64_t cleared_ = 0;  // the step before which all was cleared last
};

}  // namespace bouton
