#include "file/memory.hpp"

#include <algorithm>
#include <span>
#include <vector>

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include "connect/weight_bytes.hpp"

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

double layer_bytes(const LayerDescription& layer, std::uint64_t longest_delay) {
  const double ports = layer.type ? static_cast<double>(layer.type->declaration.ports.size()) : 1.0;
  const double slots = std::max(2.0, static_cast<double>(longest_delay) + 1);
  return layer.size * (ports * number_bytes + slots * (number_bytes + sizeof(Unit))) + state_bytes(layer, layer.size);
}

std::string gibibytes(double bytes) { return fmt::format("{:.3g} GiB", bytes / (1024.0 * 1024.0 * 1024.0)); }

/// What the network may have: the machine's memory, or less where a limit is set.
double available_bytes(const Document& document) {
  double available = static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
  rlimit limit{};
  if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
    available = std::min(available, static_cast<double>(limit.rlim_cur));
  return std::min(available, static_cast<double>(document.memory_limit.value_or(~std::uint64_t{0})));
}

}  // namespace

bool check_numbers_fit(const Node& node, double count) {
  const double bytes = count * number_bytes, available = available_bytes(node.document());
  if (bytes <= available) return true;
  node.report(fmt::format("needs about {} for {} values; there is {}", gibibytes(bytes), count, gibibytes(available)));
  return false;
}

void check_memory(Document& document, const NetworkDescription& network) {
  const double available = available_bytes(document);
  double total = 0;
  bool found = false;
  const auto add = [&](const ElementDescription& element, double bytes, const std::string& what) {
    total += bytes;
    if (bytes <= available) return;
    found = true;
    document.report(element.pointer, fmt::format("'{}' needs about {} for {}; this machine has {}", element.name,
                                                 gibibytes(bytes), what, gibibytes(available)));
  };
  std::vector<std::uint64_t> longest_delay(network.layers.size(), 0);
  for (const auto& synapse : network.synapses)
    for (const auto& source : synapse.sources)
      longest_delay[source.layer] = std::max(longest_delay[source.layer], source.delay);
  for (std::size_t i = 0; i < network.layers.size(); ++i)
    add(network.layers[i], layer_bytes(network.layers[i], longest_delay[i]),
        fmt::format("{} units and the outputs of {} steps", network.layers[i].size, longest_delay[i] + 1));
  for (const auto& synapse : network.synapses) {
    std::vector<double> sources;
    for (const auto& source : synapse.sources) sources.push_back(network.layers[source.layer].size);
    const double units = network.layers[synapse.target].size, state = state_bytes(synapse, units, sources);
    add(synapse, weight_bytes(synapse, sources[0], units) + state, state > 0 ? "its weights and state" : "its weights");
  }
  if (total > available && !found)
    document.report(
        "", fmt::format("the network needs about {}; this machine has {}", gibibytes(total), gibibytes(available)));
}

}  // namespace bouton
