#include "run/readout.hpp"

#include <utility>

#include <fmt/format.h>

namespace bouton {

Readout::Readout(Executor& executor, const ReadoutDescription& description)
    : description_(&description), executor_(&executor) {
  watch(executor.layer(description.of));
  begin_trial();
}

std::string Readout::why_not(Executor& other) const {
  const auto& readout = other.description.readout;
  if (!readout || readout->of != description_->of || readout->part != description_->part)
    return fmt::format("it does not read out '{}'", part_name(description_->of, description_->part));
  const auto size = part_size(readout->part, other.layer(readout->of).description.size);
  if (size == this->size()) return "";
  return fmt::format("'{}' has {} units, it had {}", readout->of, size, this->size());
}

void Readout::go_on_with(Executor& other) {
  executor_ = &other;
  description_ = &*other.description.readout;
  watch(other.layer(description_->of));
}

void Readout::watch(LayerNode& layer) {
  layer_ = &layer;
  if (description_->ties == ReadoutDescription::Ties::input) executor_->keep_inputs(layer);
}

void Readout::begin_trial() {
  spikes_.assign(size(), 0.0);
  input_.assign(size(), 0.0);
  has_spiked_ = false;
}

void Readout::observe(std::uint64_t step) {
  const auto signal = executor_->output(*layer_, step);
  for (std::size_t i = 0; i < spikes_.size(); ++i) {
    const double spike = signal.values[unit(i)];
    spikes_[i] += spike;
    has_spiked_ = has_spiked_ || spike != 0.0;
  }
  if (description_->ties != ReadoutDescription::Ties::input) return;
  const auto input = executor_->kept_input(*layer_, step);
  for (std::size_t i = 0; i < input_.size(); ++i) input_[i] += input[unit(i)];
}

Prediction Readout::predict() const {
  const auto of = [&](std::size_t unit) { return std::pair(spikes_[unit], input_[unit]); };
  std::size_t best = 0, with_most_spikes = 0, with_all_of_best = 0;
  for (std::size_t i = 1; i < spikes_.size(); ++i)
    if (of(i) > of(best)) best = i;
  for (std::size_t i = 0; i < spikes_.size(); ++i) {
    with_most_spikes += spikes_[i] == spikes_[best];
    with_all_of_best += of(i) == of(best);
  }
  if (has_spiked_) return {best, with_most_spikes > 1, false};
  const bool input_decides = description_->ties == ReadoutDescription::Ties::input && with_all_of_best == 1;
  return {input_decides ? std::optional(best) : std::nullopt, false, true};
}

}  // namespace bouton
