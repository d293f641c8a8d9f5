#include "file/memory.hpp"

#include <algorithm>
#include <span>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "base/usable_memory.hpp"
#include "connect/weight_bytes.hpp"
#include "description/edges.hpp"

namespace bouton {

namespace {

constexpr double number_bytes = sizeof(double);

/// Of the declared state. Each slice has its own copy of what is per presynaptic unit; how many slices there will be is
/// not known yet, and one counts.
double state_bytes(const ElementDescription& element, double units, std::span<const double> sources = {}) {
  double bytes = 0;
  if (!element.type) return bytes;
  for (const auto& state : element.type->declaration.states) {
    const double number = state.is_count ? sizeof(std::int32_t) : number_bytes;
    if (!state.source)
      bytes += units * number;
    else if (*state.source < sources.size())
      bytes += sources[*state.source] * number;
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

double layer_bytes(const LayerDescription& layer, std::uint64_t longest_delay) {
  // What is fed to an input is kept as the sum on a port is.
  const double ports = layer.type ? static_cast<double>(std::ranges::count(layer.type->declaration.ports, std::string(),
                                                                           &PortDeclaration::state))
                                  : 1.0;
  const double slots = std::max(2.0, static_cast<double>(longest_delay) + 1);
  return layer.size * (ports * number_bytes + slots * (number_bytes + sizeof(Unit))) + state_bytes(layer, layer.size) +
         parameter_bytes(layer);
}

/// What the network may have: what this process may use, or less where the caller sets a limit.
MemoryLimit available(const Document& document) {
  const auto usable = usable_memory();
  if (!document.memory_limit) return usable;
  return usable.least({static_cast<double>(*document.memory_limit), "the limit that was set"});
}

}  // namespace

bool check_numbers_fit(const Node& node, double count) {
  const auto limit = available(node.document());
  const double before = std::exchange(node.document().numbers_made, node.document().numbers_made + count);
  if ((before + count) * number_bytes <= limit.bytes) return true;
  node.document().numbers_made = before;
  node.report(fmt::format("needs about {} for {} values{}; {}", in_gibibytes(count * number_bytes), count,
                          before > 0 ? fmt::format(" beside {} that come before", before) : "", limit.in_words()));
  return false;
}

void check_memory(Document& document, const NetworkDescription& network) {
  const auto limit = available(document);
  double total = 0;
  bool found = false;
  const auto add = [&](const ElementDescription& element, double bytes, const std::string& what) {
    total += bytes;
    if (bytes <= limit.bytes) return;
    found = true;
    document.report(element.pointer, fmt::format("'{}' needs about {} for {}; {}", element.name, in_gibibytes(bytes),
                                                 what, limit.in_words()));
  };
  const auto longest_delay = longest_delays(network);
  for (std::size_t i = 0; i < network.layers.size(); ++i)
    add(network.layers[i], layer_bytes(network.layers[i], longest_delay[i]),
        fmt::format("{} units and the outputs of {} steps", network.layers[i].size, longest_delay[i] + 1));
  for (const auto& synapse : network.synapses) {
    std::vector<double> sources;
    for (const auto& source : synapse.sources) sources.push_back(network.layers[source.layer].size);
    const double units = network.layers[synapse.target].size;
    const double state = state_bytes(synapse, units, sources) + parameter_bytes(synapse);
    add(synapse, weight_bytes(synapse, sources[0], units) + state, state > 0 ? "its weights and state" : "its weights");
  }
  if (total > limit.bytes && !found)
    document.report("", fmt::format("the network needs about {}; {}", in_gibibytes(total), limit.in_words()));
}

}  // namespace bouton
