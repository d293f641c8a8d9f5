#include "run/activity.hpp"

#include <algorithm>
#include <cmath>

namespace bouton {

Activity::Activity(const Executor& executor) : begin_(executor.steps) {
  for (const auto& node : executor.layers) {
    const auto& d = node.description;
    auto& layer = layers_.emplace_back();
    layer.name = d.name;
    layer.is_input = d.is_input;
    layer.is_declared_spiking = d.output_kind() == OutputKind::spikes;
    layer.is_analog = d.output_kind() == OutputKind::analog;
    layer.units = d.size;
    if (layer.is_analog) continue;
    layer.words.resize(d.size);
    const auto watched = std::min<std::size_t>(d.size, LayerSummary::most_watched);
    layer.watched.resize(watched);
    for (std::size_t i = 0; i < watched; ++i) layer.words[(2 * i + 1) * d.size / (2 * watched)] = (i + 1) << count_bits;
  }
}

bool Activity::fits(const Executor& other) const {
  return std::ranges::equal(layers_, other.layers, [](const Layer& own, const LayerNode& node) {
    return own.name == node.description.name && own.units == node.description.size;
  });
}

std::optional<double> Activity::mean_cv(const std::vector<Intervals>& watched) {
  constexpr std::uint64_t fewest = 3;
  double sum = 0;
  std::size_t units = 0;
  for (const auto& one : watched) {
    if (one.count < fewest) continue;
    const auto count = static_cast<double>(one.count);
    const double mean = static_cast<double>(one.sum) / count;
    const double variance = std::max(0.0, one.squares / count - mean * mean);
    sum += std::sqrt(variance) / mean;
    ++units;
  }
  if (units == 0) return std::nullopt;
  return sum / static_cast<double>(units);
}

std::vector<LayerSummary> Activity::summary() const {
  std::vector<LayerSummary> all;
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    if (!is_spiking(i)) continue;
    const auto& layer = layers_[i];
    auto& one = all.emplace_back();
    one.name = layer.name;
    one.is_input = layer.is_input;
    one.units = layer.units;
    one.steps = steps_;
    one.spikes = layer.spikes;
    for (const auto word : layer.words) {
      const auto spikes = word % first_watched;
      one.silent += spikes == 0;
      one.saturated += steps_ > 0 && spikes >= steps_ - steps_ / 10;
    }
    one.cv = mean_cv(layer.watched);
  }
  return all;
}

}  // namespace bouton
