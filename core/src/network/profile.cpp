#include <bouton/profile.hpp>

#include <algorithm>

#include "network/executor.hpp"
#include "network/guard.hpp"

namespace bouton {

namespace {

/// The memory of the state that an element shows by itself.
class StateBytes final : public StateVisitor {
 public:
  std::uint64_t bytes = 0;

  void per_unit(std::string_view, std::span<double> values, StateText) override { bytes += values.size_bytes(); }
  void per_source(std::string_view, std::span<double> values, std::size_t, StateText) override {
    bytes += values.size_bytes();
  }
  void counter(std::string_view, std::uint64_t&, StateText) override { bytes += sizeof(std::uint64_t); }
  void weights(std::string_view, WeightMatrix& weights, StateText) override { bytes += weights.bytes(); }
};

}  // namespace

Profile Executor::profile() {
  Profile profile;
  profile.window = window_;
  profile.threads = threads_;
  if (!stopwatch_) return profile;
  profile.parallel_share = stopwatch_->parallel_share();
  profile.window = std::max<std::uint64_t>(stopwatch_->longest(), 1);
  const auto add = [&](const ElementDescription& element, CostKind kind, std::size_t slices, auto cost_of,
                       std::uint64_t bytes) {
    ElementCost sum{element.name, element.type ? element.type->declaration.name : "", kind, 0, 0, bytes};
    for (std::size_t s = 0; s < slices; ++s) {
      const SliceCost cost = cost_of(s);
      sum.seconds += cost.seconds;
      sum.count += cost.count;
    }
    profile.elements.push_back(std::move(sum));
  };
  const auto state_bytes = [&](auto& node) {
    StateBytes shown;
    for (const auto& instance : node.instances) guarded(node.description, steps, [&] { instance->visit_state(shown); });
    return node.state.bytes() + shown.bytes;
  };
  for (std::size_t i = 0; i < layers.size(); ++i) {
    std::uint64_t bytes = layers[i].ring.bytes() + state_bytes(layers[i]);
    for (const auto& port : layers[i].ports) bytes += port.bytes();
    const auto cost_of = [&](std::size_t s) { return stopwatch_->of_layer(i, s); };
    add(layers[i].description, CostKind::layer, layers[i].slices.size(), cost_of, bytes);
  }
  for (std::size_t i = 0; i < synapses.size(); ++i) {
    std::uint64_t bytes = state_bytes(synapses[i]);
    for (const auto& instance : synapses[i].instances) bytes += instance->weights().bytes();
    for (const auto& carrier : synapses[i].carriers) bytes += carrier->bytes();
    for (const auto& calendar : synapses[i].calendars) bytes += calendar.bytes();
    for (const auto& arrivals : synapses[i].arrivals) bytes += arrivals.bytes();
    for (const auto& sums : synapses[i].late_sums) bytes += sums.bytes();
    for (const auto& parts : synapses[i].parts) bytes += parts.bytes();
    const auto cost_of = [&](std::size_t s) { return stopwatch_->of_synapse(i, s); };
    add(synapses[i].description, CostKind::synapse, synapses[i].instances.size(), cost_of, bytes);
  }
  for (std::size_t i = 0; i < description.records.size(); ++i)
    add(
        description.records[i], CostKind::recording, 1, [&](std::size_t) { return stopwatch_->recordings[i]; }, 0);
  return profile;
}

}  // namespace bouton
