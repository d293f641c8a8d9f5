/// The spikes of a recording that go into the page.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace bouton_program {

/// Keeps all spikes until there are more than a page can hold; then only those of each second unit, of each fourth, and
/// so on, so that what is left is the whole activity of a part of the units. Where few units are left, each second
/// spike of a unit is dropped instead.
class SpikeSample {
 public:
  SpikeSample(std::size_t units, std::size_t most_spikes);

  /// In order of steps, then of units.
  void add(std::uint64_t step, std::uint32_t unit);
  std::size_t size() const { return units_.size(); }
  /// The units 0, `unit_stride`, 2 `unit_stride`, … are kept.
  std::uint32_t unit_stride() const { return unit_stride_; }
  /// Of each unit that is kept, one of so many spikes is.
  std::uint32_t spike_stride() const { return spike_stride_; }
  /// For each step with spikes: steps since the last such step (the first from 0), number of spikes, then each unit as
  /// the difference from the one before it (the first from 0); all as `add_varint` writes them.
  std::string packed() const;

 private:
  bool is_kept(std::uint32_t unit, std::uint32_t number) const {
    return unit % unit_stride_ == 0 && number % spike_stride_ == 0;
  }
  void thin();

  std::size_t all_units_, most_spikes_;
  std::uint32_t unit_stride_ = 1, spike_stride_ = 1;
  std::vector<std::uint32_t> seen_;  // spikes of each unit
  std::vector<std::uint64_t> steps_;
  std::vector<std::uint32_t> units_;
  std::vector<std::uint32_t> numbers_;  // the how manieth spike of its unit
};

}  // namespace bouton_program
