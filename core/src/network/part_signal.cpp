#include "network/part_signal.hpp"

#include <algorithm>
#include <cstdint>

namespace bouton {

PartSignal::PartSignal(const std::optional<LayerPart>& part) : part_(part) {
  if (part_ && part_->stride > 1) values_.assign(part_->count, 0.0);
}

Signal PartSignal::of_part(const Signal& whole) {
  if (part_->stride > 1) {
    gather(whole);
    return {values_, active_, whole.is_spikes};
  }
  if (whole.is_spikes) list_active(whole);
  return {whole.values.subspan(part_->begin, part_->count), active_, whole.is_spikes};
}

void PartSignal::list_active(const Signal& whole) {
  active_.clear();
  const auto first = std::ranges::lower_bound(whole.active, part_->begin);
  const std::uint64_t behind = part_->begin + std::uint64_t{part_->count} * part_->stride;
  const auto end = std::lower_bound(first, whole.active.end(), behind);
  for (auto at = first; at != end; ++at)
    if ((*at - part_->begin) % part_->stride == 0) active_.push_back((*at - part_->begin) / part_->stride);
}

void PartSignal::gather(const Signal& whole) {
  if (!whole.is_spikes) {
    for (std::size_t k = 0; k < values_.size(); ++k) values_[k] = whole.values[part_->unit(k)];
    was_spikes_ = false;
    return;
  }
  // Few are active at a time: only these are written.
  if (was_spikes_)
    for (const Unit unit : active_) values_[unit] = 0.0;
  else
    std::ranges::fill(values_, 0.0);
  was_spikes_ = true;
  list_active(whole);
  for (const Unit unit : active_) values_[unit] = 1.0;
}

}  // namespace bouton
