// One step of one slice of a layer, with the synapses that lead to it. How steps, slices and windows fit together
// stands in stepping.cpp.
#include <algorithm>

#include <fmt/format.h>

#include "network/events.hpp"
#include "network/executor.hpp"
#include "network/guard.hpp"

namespace bouton {

namespace {

void negate(std::span<double> values) {
  for (double& x : values) x = -x;
}

/// What one synapse counts as a whole spike another would take for a part of one.
RunFailed no_spike(const LayerDescription& layer, std::uint64_t step, Unit unit, double value) {
  const auto& type = *layer.type;
  return {layer.name, type.declaration.name, type.library, step,
          fmt::format("unit {} published {}, but the type declares that it publishes spikes, which are 0 or 1; its "
                      "author has to declare output(OutputKind::analog), or OutputKind::either",
                      unit, value)};
}

/// What a layer listed that is no list of its spikes.
RunFailed no_list(const LayerDescription& layer, std::uint64_t step, std::size_t count, std::size_t size) {
  const auto& type = *layer.type;
  return {
      layer.name, type.declaration.name, type.library, step,
      fmt::format("it listed {} active units of {}, which do not ascend or are not all in the slice; its author has "
                  "to list each unit of the slice that spikes once, counted from the slice's begin, in ascending "
                  "order",
                  count, size)};
}

/// Whether the sums of that step are there.
bool is_carried(const SynapseNode& synapse, std::size_t slice, std::uint64_t tick) {
  return !synapse.carriers.empty() && synapse.carriers[slice]->has_carried(tick);
}

}  // namespace

/// Fills the synapse's signals of that step. To a rule all arrivals are one signal.
void Executor::read_signals(SynapseNode& synapse, std::size_t s, std::uint64_t tick) {
  auto& signals = synapse.signals[s];
  for (std::size_t i = 0; i < signals.size(); ++i) {
    const auto [ring, delay] = synapse.sources[i];
    signals[i] = i == 0 && !synapse.arrivals.empty() ? synapse.arrivals[s].joined(tick) : ring->signal(tick - delay);
  }
  if (!synapse.parts.empty()) synapse.parts[s].narrow(signals, synapse.arrivals.empty() ? 0 : 1);
}

/// Synapses with a dendritic delay see what the units did so long ago, and what they send reaches the units so much
/// later.
template <bool measured>
void Executor::step_late(std::size_t layer, std::size_t s, std::uint64_t tick, Laps<measured>& laps) {
  LayerNode& node = layers[layer];
  const Step step{tick - first_tick, description.dt};
  laps.begin();
  for (const std::size_t index : node.incoming) {
    auto& synapse = synapses[index];
    if (synapse.late_sums.empty()) continue;
    const auto delay = synapse.description.dendritic_delay;
    read_signals(synapse, s, tick);
    guarded(synapse.description, step.index, [&] {
      const SynapseInputs in(step, synapse.signals[s]);
      synapse.instances[s]->propagate(in, synapse.late_sums[s].open(tick + delay));
      synapse.instances[s]->update(in, synapse.post(s, node.ring.slice_signal(tick - delay, s)), learn_);
    });
    if constexpr (measured) {
      auto& cost = stopwatch_->synapses[index][s];
      laps.lap(cost);
      cost.count += events(synapse.instances[s]->weights(), synapse.signals[s][0]);
    }
  }
}

/// Adds what the synapse sends in that step to the port; false if that is nothing.
bool Executor::propagate(SynapseNode& synapse, std::size_t s, std::uint64_t tick, std::span<double> port) {
  const auto& d = synapse.description;
  auto& instance = *synapse.instances[s];
  const bool is_fixed = d.type->declaration.fixed_weights;
  if (!synapse.calendars.empty()) return synapse.calendars[s].deliver(tick, instance.weights(), port, d.subtract), true;
  if (is_fixed && !synapse.arrivals.empty())
    return instance.weights().accumulate_arrivals(synapse.arrivals[s].by_delay(tick), port, d.subtract), true;
  read_signals(synapse, s, tick);
  const auto& signals = synapse.signals[s];
  if (is_fixed && signals[0].is_spikes && signals[0].active.empty()) return false;
  if (is_fixed && d.subtract) return instance.weights().accumulate(signals[0], port, true), true;
  const Step step{tick - first_tick, description.dt};
  guarded(d, step.index, [&] {
    // Turning the sign of the sum before and after subtracts each term in turn, to the bit.
    if (d.subtract) negate(port);
    instance.propagate(SynapseInputs(step, signals), port);
    if (d.subtract) negate(port);
  });
  return true;
}

/// Lets what leads to the layer's ports of one kind add to them: the direct inputs, then the synapses in the order of
/// the file.
template <bool measured>
void Executor::arrive(std::size_t layer, PortKind kind, std::size_t s, std::uint64_t tick, Laps<measured>& laps) {
  LayerNode& node = layers[layer];
  const Slice slice = node.slices[s];
  const auto is_other = [&](std::size_t port) { return node.ports[port].is_state() != (kind == PortKind::states); };
  for (const auto& direct : node.description.direct) {
    if (is_other(direct.port)) continue;
    const auto values = layers[direct.source.layer].ring.signal(tick - direct.source.delay).values;
    const auto port = node.ports[direct.port].at(tick);
    const double sign = node.description.type->declaration.ports[direct.port].subtracts ? -1.0 : 1.0;
    if (const auto& part = direct.source.part)
      for (std::size_t k = slice.begin; k < slice.end; ++k) port[k] += sign * values[part->unit(k)];
    else
      for (std::size_t k = slice.begin; k < slice.end; ++k) port[k] += sign * values[k];
  }
  if constexpr (measured) laps.lap(stopwatch_->layers[layer][s]);
  for (const std::size_t index : node.incoming) {
    auto& synapse = synapses[index];
    if (is_other(synapse.description.port) || is_carried(synapse, s, tick)) continue;
    PartViews* const parts = synapse.parts.empty() ? nullptr : &synapse.parts[s];
    const auto whole = node.ports[synapse.description.port].at(tick);
    const auto port = parts ? parts->port(whole) : whole.subspan(slice.begin, slice.size());
    if (!synapse.late_sums.empty()) {
      synapse.late_sums[s].deliver(tick, port, synapse.description.subtract);
      if (parts) parts->put_back(whole);
      continue;
    }
    if (!propagate(synapse, s, tick, port)) continue;
    if (parts) parts->put_back(whole);
    if constexpr (measured) {
      auto& cost = stopwatch_->synapses[index][s];
      laps.lap(cost);
      const auto& weights = synapse.instances[s]->weights();
      cost.count += !synapse.calendars.empty()  ? static_cast<double>(synapse.calendars[s].events())
                    : !synapse.arrivals.empty() ? events(weights, synapse.arrivals[s].by_delay(tick))
                                                : events(weights, synapse.signals[s][0]);
      laps.begin();
    }
  }
}

/// The layer's own step, and what it publishes.
void Executor::step_layer(LayerNode& node, std::size_t s, std::uint64_t tick) {
  const auto& d = node.description;
  const Step step{tick - first_tick, description.dt};
  const Signal previous = node.ring.signal(tick - 1);
  const LayerInputs in(step, node.port_views[s], previous, learn_, node.unreached);
  auto& instance = *node.instances[s];
  if (d.type->declaration.lists_spikes) {
    const auto units = node.ring.begin_list(tick, s);
    const auto count =
        guarded(d, step.index, [&] { return static_cast<ListingLayer&>(instance).step_listing(in, units); });
    if (!node.ring.publish_list(tick, s, count)) throw no_list(d, step.index, count, node.slices[s].size());
    return;
  }
  guarded(d, step.index, [&] { instance.step(in, node.ring.values(tick, s)); });
  if (const auto unit = node.ring.publish(tick, s))
    throw no_spike(d, step.index, node.slices[s].begin + *unit, node.ring.values(tick, s)[*unit]);
}

template <bool measured>
void Executor::step_slice(std::size_t layer, std::size_t s, std::uint64_t tick, Laps<measured>& laps) {
  LayerNode& node = layers[layer];
  laps.begin();
  if (!node.description.type) {
    std::copy(node.fed.begin(), node.fed.end(), node.ring.values(tick, s).begin());
    node.is_fed = false;
    node.ring.publish(tick, s);
    return;
  }
  const Slice slice = node.slices[s];
  const Step step{tick - first_tick, description.dt};
  for (std::size_t p = 0; p < node.ports.size(); ++p) {
    if (node.ports[p].is_state()) continue;
    const auto port = node.ports[p].at(tick, slice);
    node.port_views[s][p] = port;
    const bool is_unreached = p < 64 && (node.unreached >> p & 1) != 0;
    const bool has_sums = !node.carried[p].empty() && is_carried(synapses[node.carried[p].front()], s, tick);
    if (!is_unreached && !has_sums) std::ranges::fill(port, 0.0);
  }
  arrive(layer, PortKind::sums, s, tick, laps);
  if (!node.kept_inputs.empty()) {
    const auto sums = node.ports[0].at(tick);
    std::copy_n(sums.begin() + slice.begin, slice.size(),
                node.kept_inputs[step.index % node.kept_inputs.size()].begin() + slice.begin);
  }
  step_layer(node, s, tick);
  if constexpr (measured) {
    auto& cost = stopwatch_->layers[layer][s];
    laps.lap(cost);
    cost.count += static_cast<double>(slice.size());
  }
  if (node.has_state_ports) arrive(layer, PortKind::states, s, tick, laps);
  // Nothing changes the layer's state in this step from here on.
  for (auto& kept : node.kept_states) kept.take(step.index, s);
  if (node.incoming.empty()) return;
  const Signal post = node.ring.slice_signal(tick, s);
  for (const std::size_t index : node.incoming) {
    auto& synapse = synapses[index];
    if (synapse.description.type->declaration.fixed_weights || !synapse.late_sums.empty()) continue;
    const Signal own = synapse.post(s, post);
    guarded(synapse.description, step.index,
            [&] { synapse.instances[s]->update(SynapseInputs(step, synapse.signals[s]), own, learn_); });
    if constexpr (measured) laps.lap(stopwatch_->synapses[index][s]);
  }
}

template void Executor::step_late(std::size_t, std::size_t, std::uint64_t, Laps<true>&);
template void Executor::step_late(std::size_t, std::size_t, std::uint64_t, Laps<false>&);
template void Executor::step_slice(std::size_t, std::size_t, std::uint64_t, Laps<true>&);
template void Executor::step_slice(std::size_t, std::size_t, std::uint64_t, Laps<false>&);

}  // namespace bouton
