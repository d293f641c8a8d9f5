// How a network is built: the plan, the weights, the layers, the synapses, what carries windows.
#include <algorithm>
#include <limits>
#include <utility>
#include <variant>

#include "description/edges.hpp"
#include "network/element_checks.hpp"
#include "network/element_setup.hpp"
#include "network/executor.hpp"
#include "network/step_plans.hpp"
#include "numerics/flush_denormals.hpp"

namespace bouton {

namespace {

/// The beginning of the life of the next slice's instance.
template <class Instance>
void start(StateStore& state, std::vector<std::unique_ptr<Instance>>& instances, std::unique_ptr<Instance> instance) {
  const auto slice = instances.size();
  state.bind(*instance, slice);
  instance->prepare();
  state.reset(*instance, slice);
  instance->reset();
  state.reset_given(*instance, slice);
  instances.push_back(std::move(instance));
}

}  // namespace

Executor::Executor(NetworkDescription d, const NetworkOptions& options, Findings& findings)
    : description(std::move(d)),
      threads_(std::min(options.threads > 0 ? options.threads : usable_cores(), most_threads)) {
  const FlushDenormals flush;
  is_paced_ = options.slices == 0;
  auto plans = make_step_plans(description, options.slices, threads_);
  threads_ = plans.threads;
  auto& slices = plans.slices;

  const bool has_own_delays = std::ranges::any_of(description.synapses, [](const auto& synapse) {
    return !std::holds_alternative<std::monostate>(synapse.delays);
  });
  auto weights = build_weights(slices, options, findings);
  // So far each of these delays counted as the shortest that there can be.
  if (has_own_delays) plan_again(description, plans);
  window_ = plans.window;
  single_ = std::move(plans.single);
  several_ = std::move(plans.several);

  const auto longest_delay = longest_delays(description);
  for (std::size_t i = 0; i < description.layers.size(); ++i) {
    auto& layer = description.layers[i];
    layer_names_.add(layer.name);
    OutputRing ring(layer.size, longest_delay[i], window_, layer.output_kind(), slices[i]);
    if (!layer.type) fed_layers_.push_back(i);
    layers.push_back(
        {std::move(layer), std::move(slices[i]), {}, {}, {}, false, 0, {}, {}, {}, std::move(ring), {}, false, {}, {}});
  }
  for (auto& synapse : description.synapses) {
    layers[synapse.target].incoming.push_back(synapses.size());
    synapse_names_.add(synapse.name);
    auto& node = synapses.emplace_back();
    node.description = std::move(synapse);
    for (const auto& source : node.description.sources)
      node.sources.push_back({&layers[source.layer].ring, source.delay});
    node.signals.assign(layers[node.description.target].slices.size(), AlignedVector<Signal>(node.sources.size()));
  }
  description.layers.clear();
  description.synapses.clear();
  mark_unreached_ports();
  for (auto& node : layers) build_layer(node, findings);
  for (std::size_t i = 0; i < synapses.size(); ++i) build_synapse(synapses[i], std::move(weights[i]), findings);
  if (window_ > 1 && !findings.has_errors())
    for (std::size_t i = 0; i < layers.size(); ++i) build_carriers(i);
  check_records(findings);
  check_changes(findings);
  std::uint64_t units = 0, learned_weights = 0;
  for (const auto& node : layers) units += node.description.size;
  for (const auto& node : synapses)
    if (!node.description.type->declaration.fixed_weights)
      for (const auto& instance : node.instances) learned_weights += instance->weights().count();
  finite = FiniteCheck(options.finite_checks, units, learned_weights);
  if (options.profile) {
    std::vector<std::size_t> of_layers, of_synapses;
    for (const auto& node : layers) of_layers.push_back(node.slices.size());
    for (const auto& node : synapses) of_synapses.push_back(node.signals.size());
    stopwatch_ = std::make_unique<Stopwatch>(of_layers, of_synapses, description.records.size());
  }
}

void Executor::mark_unreached_ports() {
  for (auto& node : layers) {
    std::uint64_t reached = 0;
    const auto mark = [&](std::size_t port) { reached |= port < 64 ? std::uint64_t{1} << port : 0; };
    for (const auto& direct : node.description.direct) mark(direct.port);
    for (const auto index : node.incoming) mark(synapses[index].description.port);
    node.unreached = ~reached;
  }
}

void Executor::build_layer(LayerNode& node, Findings& findings) {
  const auto& d = node.description;
  if (!d.type) {
    node.fed.assign(d.size, 0.0);
    return;
  }
  const auto make_memory = [&] {
    node.state = StateStore(d, node.slices);
    for (const auto& port : d.type->declaration.ports)
      node.ports.push_back(port.state.empty() ? PortSums(d.size) : PortSums(node.state.values(port.state)));
  };
  if (!construct(d, findings, make_memory)) return;
  node.has_state_ports = std::ranges::any_of(node.ports, &PortSums::is_state);
  node.carried.resize(node.ports.size());
  for (const auto slice : node.slices) {
    node.port_views.emplace_back(node.ports.size());
    const bool is_built = construct(d, findings, [&] {
      start(node.state, node.instances, ElementSetup::make_layer(d, description.seed, description.dt, slice));
    });
    if (!is_built) return;
  }
}

void Executor::build_synapse(SynapseNode& node, std::vector<WeightMatrix> weights, Findings& findings) {
  const auto& d = node.description;
  const auto& target = layers[d.target];
  if (weights.size() != target.slices.size()) return;
  const auto slices = d.slices_of_target(target.slices);
  std::vector<std::size_t> source_sizes;
  for (const auto& source : d.sources)
    source_sizes.push_back(part_size(source.part, layers[source.layer].description.size));
  if (!weights.empty() && weights[0].delays().size() > 1) {
    std::vector<std::uint64_t> delays;
    for (const auto delay : weights[0].delays()) delays.push_back(d.delay_of_source(delay));
    const auto& ring = *node.sources[0].ring;
    const auto& part = d.sources[0].part;
    const bool are_short = std::ranges::all_of(
        weights, [](const auto& w) { return w.count() <= std::numeric_limits<std::uint32_t>::max(); });
    if (d.type->declaration.fixed_weights && are_short &&
        layers[d.sources[0].layer].description.output_kind() == OutputKind::spikes)
      node.calendars.assign(weights.size(), SpikeCalendar(ring, delays, part));
    else
      node.arrivals.assign(weights.size(), Arrivals(ring, delays, part));
    source_sizes[0] = weights[0].pre_size();
  }
  if (d.is_late())
    for (const auto slice : slices) node.late_sums.emplace_back(slice.size(), d.dendritic_delay);
  if (d.target_part || std::ranges::any_of(d.sources, [](const auto& source) { return source.part.has_value(); }))
    for (const auto slice : target.slices) node.parts.emplace_back(d, slice);
  if (!construct(d, findings, [&] { node.state = StateStore(d, slices, source_sizes); })) return;
  for (std::size_t s = 0; s < weights.size(); ++s) {
    const bool is_built = construct(d, findings, [&] {
      start(node.state, node.instances,
            ElementSetup::make_synapse(d, description.seed, description.dt, slices[s], source_sizes,
                                       std::move(weights[s])));
    });
    if (!is_built) return;
  }
}

void Executor::build_carriers(std::size_t layer) {
  LayerNode& node = layers[layer];
  // What a port adds up begins with its direct inputs, and a synapse can be carried ahead only if those before it are.
  // What is added to a state cannot be added before the layer has stepped.
  std::vector<bool> is_open;
  for (const auto& port : node.ports) is_open.push_back(!port.is_state());
  for (const auto& direct : node.description.direct) is_open[direct.port] = false;
  for (const std::size_t index : node.incoming) {
    auto& synapse = synapses[index];
    const auto& source = synapse.description.sources[0];
    const std::size_t port = synapse.description.port;
    const bool is_known_ahead = source.layer != layer || source.delay >= window_;
    is_open[port] = is_open[port] && is_known_ahead && synapse.arrivals.empty() && synapse.calendars.empty() &&
                    synapse.parts.empty() && synapse.description.type->declaration.fixed_weights &&
                    layers[source.layer].description.output_kind() != OutputKind::analog && build_carriers(synapse);
    if (is_open[port]) node.carried[port].push_back(index);
  }
  // One more: what arrived last can still be read where a window fails in its first step.
  for (std::size_t port = 0; port < node.ports.size(); ++port)
    if (!node.carried[port].empty()) node.ports[port].keep(window_ + 1);
}

/// False if some slice would not gain.
bool Executor::build_carriers(SynapseNode& node) {
  std::size_t count = 0;
  for (const auto& instance : node.instances) count += instance->weights().count();
  const bool is_constant =
      std::ranges::any_of(node.instances, [](const auto& i) { return i->weights().is_constant(); });
  if (count > (is_constant ? most_carried_constant : most_carried)) return false;
  for (auto& instance : node.instances) node.carriers.push_back(Carrier::make(instance->weights()));
  if (std::ranges::all_of(node.carriers, [](const auto& carrier) { return carrier != nullptr; })) return true;
  node.carriers.clear();
  return false;
}

void Executor::check_records(Findings& findings) {
  for (const auto& record : description.records)
    for (const auto& target : record.targets) {
      const auto layer = layer_index(target.of);
      const LayerDescription* of_layer = layer ? &layers[*layer].description : nullptr;
      if (findings.has_errors_at(element(target.of).first.pointer)) continue;
      check_target(record, target, of_layer, findings, [&](StateVisitor& visitor) { visit_state(target.of, visitor); });
    }
}

void Executor::check_changes(Findings& findings) {
  std::vector<const LayerDescription*> layer_descriptions;
  std::vector<const SynapseDescription*> synapse_descriptions;
  for (const auto& node : layers) layer_descriptions.push_back(&node.description);
  for (const auto& node : synapses) synapse_descriptions.push_back(&node.description);
  bouton::check_changes(description, layer_descriptions, synapse_descriptions, findings);
}

}  // namespace bouton
