#include "network/arrivals.hpp"

#include <algorithm>

namespace bouton {

std::span<const Signal> Arrivals::by_delay(std::uint64_t tick) {
  for (std::size_t d = 0; d < delays_.size(); ++d) signals_[d] = parts_[d].of(ring_->signal(tick - delays_[d]));
  return signals_;
}

Signal Arrivals::joined(std::uint64_t tick) {
  const auto signals = by_delay(tick);
  const std::size_t units = signals[0].values.size();
  if (values_.empty()) values_.assign(units * signals.size(), 0.0);
  const bool are_spikes = std::ranges::all_of(signals, &Signal::is_spikes);
  if (!are_spikes) {
    for (std::size_t d = 0; d < signals.size(); ++d)
      std::ranges::copy(signals[d].values, values_.begin() + static_cast<std::ptrdiff_t>(d * units));
    was_spikes_ = false;
    return {values_, {}, false};
  }
  // Few are active at a time: only these are written.
  if (was_spikes_)
    for (const Unit arrival : active_) values_[arrival] = 0.0;
  else
    std::ranges::fill(values_, 0.0);
  was_spikes_ = true;
  active_.clear();
  for (std::size_t d = 0; d < signals.size(); ++d)
    for (const Unit unit : signals[d].active) active_.push_back(static_cast<Unit>(d * units + unit));
  for (const Unit arrival : active_) values_[arrival] = 1.0;
  return {values_, active_, true};
}

std::size_t Arrivals::bytes() const {
  std::size_t sum = values_.size() * sizeof(double) + active_.capacity() * sizeof(Unit);
  for (const auto& part : parts_) sum += part.bytes();
  return sum;
}

}  // namespace bouton
