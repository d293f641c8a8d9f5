#include "network/carrier.hpp"

#include "network/plan.hpp"

namespace bouton {

static_assert(most_steps_of_window <= SpikeHistory::most_steps);

std::unique_ptr<Carrier> Carrier::make(const WeightMatrix& weights) {
  constexpr std::size_t worthwhile = 256;
  if (weights.count() < worthwhile) return nullptr;
  auto rows = WeightRows::make(weights);
  return rows ? std::make_unique<Carrier>(weights, *std::move(rows)) : nullptr;
}

bool Carrier::is_faster(const Window& window) const {
  std::size_t spikes = 0;
  for (auto tick = window.begin; tick < window.end; ++tick) {
    const Signal x = window.source->signal(tick - window.delay);
    if (!x.is_spikes) return false;
    spikes += x.active.size();
  }
  const double of_spike = static_cast<double>(weights_->count()) / static_cast<double>(weights_->pre_size());
  return static_cast<double>(spikes) * of_spike > rows_.cost(window.end - window.begin);
}

bool Carrier::carry(const Window& window, PortSums& sums) {
  if (!is_faster(window)) return false;
  if (!is_current_) rows_.read(*weights_);
  is_current_ = true;
  history_.clear();
  const std::size_t steps = window.end - window.begin;
  for (std::size_t s = 0; s < steps; ++s) {
    history_.add(s, window.source->signal(window.begin + s - window.delay).active);
    sums_[s] = sums.at(window.begin + s, weights_->post()).data();
  }
  rows_.accumulate(history_, {std::span(sums_).first(steps), window.is_first, window.subtract});
  carried_ = window.end;
  return true;
}

}  // namespace bouton
