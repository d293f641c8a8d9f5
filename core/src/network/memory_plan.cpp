#include "network/memory_plan.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "connect/weight_bytes.hpp"
#include "description/edges.hpp"
#include "network/carrier.hpp"
#include "network/plan.hpp"
#include "numerics/weight_rows.hpp"

namespace bouton {

namespace {

constexpr double number_bytes = sizeof(double);

/// Of the declared state. Each slice has its own copy of what is per presynaptic unit.
double state_bytes(const ElementDescription& element, double units, double slices,
                   std::span<const double> sources = {}) {
  double bytes = 0;
  if (!element.type) return bytes;
  for (const auto& state : element.type->declaration.states) {
    const double number = state.is_count ? sizeof(std::int32_t) : number_bytes;
    if (!state.source)
      bytes += units * number;
    else if (*state.source < sources.size())
      bytes += slices * sources[*state.source] * number;
  }
  return bytes;
}

/// Of the values of parameters: the network keeps them as they were described, and each element has a copy.
double parameter_bytes(const ElementDescription& element) {
  double numbers = 0;
  for (const auto& [parameter, value] : element.parameters) {
    if (const auto* values = std::get_if<std::vector<double>>(&value))
      numbers += 2.0 * static_cast<double>(values->size());
    if (const auto* matrix = std::get_if<Matrix>(&value)) numbers += 2.0 * static_cast<double>(matrix->values.size());
  }
  return numbers * number_bytes;
}

/// Outputs of so many steps, and sums on ports. What is fed to an input is kept as the sum on a port is.
double layer_buffers(const LayerDescription& layer, std::uint64_t longest_delay, std::uint64_t window) {
  const double ports = layer.type ? static_cast<double>(std::ranges::count(layer.type->declaration.ports, std::string(),
                                                                           &PortDeclaration::state))
                                  : 1.0;
  const double slots = std::max(2.0, static_cast<double>(longest_delay + window));
  const double listed = layer.output_kind() == OutputKind::analog ? 0 : sizeof(Unit);
  return layer.size * (ports * number_bytes + slots * (number_bytes + listed));
}

/// Of the copy that a carrier makes of fixed weights, if it makes one; see WeightRows. Blocks of 8 units have as many
/// places as the unit with most weights: in-degrees that are drawn differ by about the root of their mean.
double carrier_bytes(const SynapseDescription& synapse, const WeightMemory& made, double post, std::uint64_t window) {
  const bool may_carry = window > 1 && WeightRows::are_fast() && synapse.type->declaration.fixed_weights &&
                         made.is_sparse && std::holds_alternative<std::monostate>(synapse.delays);
  const bool is_constant = made.weights == 0;
  if (!may_carry || made.connections > (is_constant ? most_carried_constant : most_carried)) return 0;
  constexpr double largest_of_eight = 1.42;  // standard deviations above the mean
  const double indegree = made.connections / std::max(post, 1.0);
  const double places = std::holds_alternative<FixedIndegree>(synapse.connect)
                            ? made.connections
                            : made.connections * (1 + largest_of_eight / std::sqrt(std::max(indegree, 1.0)));
  const double number = synapse.precision == WeightPrecision::float32 ? sizeof(float) : sizeof(double);
  return places * (number + sizeof(Unit)) + post * sizeof(std::size_t);
}

/// Copies of what parts whose units do not lie side by side publish, in each slice, and of what their port holds.
double part_buffers(const SynapseDescription& synapse, std::span<const double> sources, double post, double slices) {
  double numbers = synapse.target_part && synapse.target_part->stride > 1 ? 2 * post : 0;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const auto& part = synapse.sources[i].part;
    if (part && part->stride > 1) numbers += slices * sources[i];
  }
  return numbers * number_bytes;
}

}  // namespace

MemoryPlan plan_memory(const NetworkDescription& network, std::size_t threads) {
  const auto slices = make_slices(network, 0, threads);
  const auto window = longest_window(network, slices);
  const auto longest_delay = longest_delays(network);
  MemoryPlan plan;
  for (std::size_t i = 0; i < network.layers.size(); ++i) {
    const auto& layer = network.layers[i];
    ElementMemory memory{.description = &layer, .units = static_cast<double>(layer.size)};
    memory.state = state_bytes(layer, layer.size, 1) + parameter_bytes(layer);
    memory.steps = longest_delay[i] + 1;
    memory.buffers = layer_buffers(layer, longest_delay[i], window);
    plan.elements.push_back(memory);
  }
  double most_making = 0, weights = 0;
  for (const auto& synapse : network.synapses) {
    std::vector<double> sources;
    bool has_parts = synapse.target_part.has_value();
    for (const auto& source : synapse.sources) {
      sources.push_back(part_size(source.part, network.layers[source.layer].size));
      has_parts = has_parts || source.part;
    }
    const double pre = sources[0], post = part_size(synapse.target_part, network.layers[synapse.target].size);
    const auto count = slices[synapse.target].size();
    const auto made = weight_memory(synapse, pre, post, count);
    sources[0] = made.arrivals;
    ElementMemory memory{.description = &synapse, .is_synapse = true, .connections = made.connections};
    memory.state = state_bytes(synapse, post, static_cast<double>(count), sources) + parameter_bytes(synapse);
    memory.weights = made.weights;
    memory.index = made.index;
    memory.making = made.making;
    // To a rule that learns, what arrives with several delays is shown as one signal.
    if (made.arrivals > pre && !synapse.type->declaration.fixed_weights)
      memory.buffers += static_cast<double>(count) * made.arrivals * number_bytes;
    memory.buffers += has_parts ? part_buffers(synapse, sources, post, static_cast<double>(count))
                                : carrier_bytes(synapse, made, post, window);
    if (synapse.is_late()) memory.buffers += post * static_cast<double>(synapse.dendritic_delay + 1) * number_bytes;
    plan.elements.push_back(memory);
    // The weights of all synapses are made first, one synapse after the other.
    weights += made.kept();
    most_making = std::max(most_making, weights + made.making);
  }
  for (const auto& element : plan.elements) plan.total += element.total();
  plan.peak = std::max(plan.total, most_making);
  return plan;
}

}  // namespace bouton
