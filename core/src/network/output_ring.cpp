#include "network/output_ring.hpp"

#include <algorithm>
#include <bit>

#include <bouton/listing_layer.hpp>

#include "numerics/nonzero.hpp"

namespace bouton {

static_assert(list_slack == ListingLayer::slack);

namespace {

/// The first unit that has another value than 1, of those that have another than 0.
std::optional<Unit> first_without_one(std::span<const double> values, std::span<const Unit> active) {
  const auto at = std::ranges::find_if(active, [&](Unit unit) { return values[unit] != 1.0; });
  return at == active.end() ? std::nullopt : std::optional(*at);
}

/// A number of slots that is a power of 2 is found without a division, but must not cost much memory.
std::size_t slots_for(std::size_t steps, Unit size) {
  constexpr std::size_t little = 1 << 16;
  steps = std::max<std::size_t>(steps, 2);
  const auto rounded = std::bit_ceil(steps);
  return rounded * size <= little ? rounded : steps;
}

}  // namespace

OutputRing::OutputRing(Unit size, std::size_t delay, std::size_t window, OutputKind kind, std::vector<Slice> slices)
    : delay_(std::max<std::size_t>(delay, 1)),
      kind_(kind),
      slices_(std::move(slices)),
      slots_(slots_for(delay + window, size)) {
  if (std::has_single_bit(slots_.size())) mask_ = slots_.size() - 1;
  for (auto& slot : slots_) {
    slot.values.assign(size, 0.0);
    const auto make_room = [&](List& list, std::size_t units) {
      list.units.assign(kind == OutputKind::analog ? 0 : units + list_slack, 0);
      list.is_spikes = kind != OutputKind::analog;
    };
    make_room(slot.whole, size);
    if (slices_.size() > 1) slot.slices.resize(slices_.size());
    for (std::size_t s = 0; s < slot.slices.size(); ++s) make_room(slot.slices[s], slices_[s].size());
  }
}

std::optional<Unit> OutputRing::publish(std::uint64_t t, std::size_t s) {
  if (kind_ == OutputKind::analog) return std::nullopt;
  List& list = this->list(t, s);
  const auto out = values(t, s);
  list.count = list_nonzero(out, 0, list.units.data());
  const auto other = first_without_one(out, list.active());
  list.is_spikes = !other;
  return kind_ == OutputKind::spikes ? other : std::nullopt;
}

std::span<Unit> OutputRing::begin_list(std::uint64_t t, std::size_t s) {
  List& list = this->list(t, s);
  const auto out = values(t, s);
  for (const Unit unit : list.active()) out[unit] = 0.0;
  list.count = 0;
  list.is_spikes = true;
  return list.units;
}

bool OutputRing::publish_list(std::uint64_t t, std::size_t s, std::size_t count) {
  List& list = this->list(t, s);
  const auto out = values(t, s);
  if (count > out.size()) return false;
  const auto units = std::span(list.units).first(count);
  std::size_t least = 0;
  for (const Unit unit : units) {
    if (unit < least || unit >= out.size()) return false;
    least = std::size_t{unit} + 1;
  }
  for (const Unit unit : units) out[unit] = 1.0;
  list.count = count;
  return true;
}

void OutputRing::join(std::uint64_t t) {
  Slot& slot = this->slot(t);
  if (kind_ == OutputKind::analog || slot.slices.empty()) return;
  List& whole = slot.whole;
  whole.count = 0;
  whole.is_spikes = true;
  for (std::size_t s = 0; s < slices_.size(); ++s) {
    for (const Unit unit : slot.slices[s].active()) whole.units[whole.count++] = slices_[s].begin + unit;
    whole.is_spikes = whole.is_spikes && slot.slices[s].is_spikes;
  }
}

Signal OutputRing::signal(std::uint64_t t) const {
  const Slot& slot = this->slot(t);
  return {slot.values, slot.whole.active(), slot.whole.is_spikes};
}

Signal OutputRing::slice_signal(std::uint64_t t, std::size_t s) const {
  const Slot& slot = this->slot(t);
  if (slot.slices.empty()) return signal(t);
  const List& list = slot.slices[s];
  return {std::span(slot.values).subspan(slices_[s].begin, slices_[s].size()), list.active(), list.is_spikes};
}

bool OutputRing::take_over(const OutputRing& other, std::uint64_t t) {
  if (slots_[0].values.size() != other.slots_[0].values.size()) return false;
  const std::size_t common = std::min(slots_.size(), other.slots_.size());
  for (std::uint64_t step = t - common; step < t; ++step) {
    if (step < other.cleared_)
      std::ranges::fill(slot(step).values, 0.0);
    else
      slot(step).values = other.slot(step).values;
    for (std::size_t s = 0; s < slices_.size(); ++s) publish(step, s);
    join(step);
  }
  cleared_ = other.cleared_;
  return true;
}

std::size_t OutputRing::bytes() const {
  std::size_t of_slot = slots_[0].values.size() * sizeof(double) + slots_[0].whole.units.size() * sizeof(Unit);
  for (const auto& list : slots_[0].slices) of_slot += list.units.size() * sizeof(Unit);
  return slots_.size() * of_slot;
}

void OutputRing::clear(std::uint64_t t, std::size_t s) {
  const auto empty = [&](List& list) {
    list.count = 0;
    list.is_spikes = kind_ != OutputKind::analog;
  };
  for (std::uint64_t step = t - delay_; step < t; ++step) {
    std::ranges::fill(values(step, s), 0.0);
    Slot& slot = this->slot(step);
    if (!slot.slices.empty()) empty(slot.slices[s]);
    if (s == 0) empty(slot.whole);
  }
  if (s == 0) cleared_ = t;
}

}  // namespace bouton
