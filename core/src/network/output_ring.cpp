#include "network/output_ring.hpp"

#include <algorithm>

#include "numerics/nonzero.hpp"

namespace bouton {

namespace {

bool all_ones(std::span<const double> values, std::span<const Unit> active) {
  return std::all_of(active.begin(), active.end(), [&](Unit u) { return values[u] == 1.0; });
}

}  // namespace

OutputRing::OutputRing(Unit size, std::size_t slots, OutputKind kind, std::vector<Slice> slices)
    : kind_(kind), slices_(std::move(slices)), slots_(std::max<std::size_t>(slots, 2)) {
  for (auto& slot : slots_) {
    slot.values.assign(size, 0.0);
    slot.active.assign(kind == OutputKind::analog ? 0 : size + list_slack, 0);
  }
  if (slices_.size() > 1 && kind != OutputKind::analog)
    for (const auto& slice : slices_) slice_active_.emplace_back(slice.size() + list_slack);
  slice_count_.assign(slices_.size(), 0);
  clear();
}

void OutputRing::publish(std::uint64_t t) {
  if (kind_ == OutputKind::analog) return;
  Slot& slot = this->slot(t);
  if (slices_.size() == 1) {
    slot.count = list_nonzero(slot.values, 0, slot.active.data());
  } else {
    slot.count = 0;
    for (std::size_t s = 0; s < slices_.size(); ++s) {
      slice_count_[s] = list_nonzero(values(t, slices_[s]), 0, slice_active_[s].data());
      for (std::size_t i = 0; i < slice_count_[s]; ++i)
        slot.active[slot.count++] = slices_[s].begin + slice_active_[s][i];
    }
  }
  slot.is_spikes = kind_ == OutputKind::spikes || all_ones(slot.values, std::span(slot.active).first(slot.count));
}

Signal OutputRing::signal(std::uint64_t t) const {
  const Slot& slot = this->slot(t);
  return {slot.values, std::span(slot.active).first(slot.count), slot.is_spikes};
}

Signal OutputRing::slice_signal(std::uint64_t t, std::size_t s) const {
  if (slices_.size() == 1) return signal(t);
  const Slot& slot = this->slot(t);
  const auto active = slice_active_.empty() ? std::span<const Unit>() : std::span<const Unit>(slice_active_[s]);
  return {std::span(slot.values).subspan(slices_[s].begin, slices_[s].size()), active.first(slice_count_[s]),
          slot.is_spikes};
}

bool OutputRing::take_over(const OutputRing& other, std::uint64_t t) {
  if (slots_[0].values.size() != other.slots_[0].values.size()) return false;
  const std::size_t common = std::min(slots_.size(), other.slots_.size());
  for (std::uint64_t s = t - common; s < t; ++s) {
    slot(s).values = other.slot(s).values;
    publish(s);
  }
  return true;
}

void OutputRing::clear() {
  for (auto& slot : slots_) {
    std::fill(slot.values.begin(), slot.values.end(), 0.0);
    slot.count = 0;
    slot.is_spikes = kind_ != OutputKind::analog;
  }
  std::fill(slice_count_.begin(), slice_count_.end(), 0);
}

}  // namespace bouton
