#include "connect/weight_bytes.hpp"

#include <cmath>
#include <set>

#include <bouton/column_index.hpp>
#include <bouton/weights.hpp>

#include "connect/connect.hpp"
#include "connect/delays.hpp"

namespace bouton {

namespace {

/// What allocate_aligned() takes: large arrays consist of whole large pages.
double allocated(double bytes) {
  constexpr double page = 2 << 20;
  return bytes < 2 * page ? bytes : std::ceil(bytes / page) * page;
}

/// How many connections a rule makes, and whether the matrix is sparse.
void count_connections(const SynapseDescription& synapse, double pre, double post, WeightMemory& memory) {
  memory.is_sparse = true;
  if (const auto* list = std::get_if<std::vector<WeightEntry>>(&synapse.weights))
    memory.connections = static_cast<double>(list->size());
  else if (const auto* indegree = std::get_if<FixedIndegree>(&synapse.connect))
    memory.connections = static_cast<double>(indegree->indegree) * post;
  else if (const auto* outdegree = std::get_if<FixedOutdegree>(&synapse.connect))
    memory.connections = static_cast<double>(outdegree->outdegree) * pre;
  else if (const auto* total = std::get_if<FixedTotal>(&synapse.connect))
    memory.connections = static_cast<double>(total->total);
  else if (std::holds_alternative<OneToOne>(synapse.connect))
    memory.connections = post;
  else if (const auto* listed = std::get_if<ListedPairs>(&synapse.connect))
    memory.connections = static_cast<double>(listed->pairs.size());
  else if (const auto* probability = std::get_if<FixedProbability>(&synapse.connect))
    memory.connections = probability->probability * pre * post;
  else if (const auto* field = std::get_if<ReceptiveField>(&synapse.connect))
    for (const auto& group : field->groups) memory.connections += static_cast<double>(group.count) * post;
  else {
    memory.connections = pre * post;
    const auto* all = std::get_if<AllToAll>(&synapse.connect);
    memory.is_sparse =
        (all && !all->autapses && synapse.shared.count > 0) || !std::holds_alternative<std::monostate>(synapse.delays);
  }
}

/// How many different delays the connections have, about.
double count_delays(const SynapseDescription& synapse) {
  if (const auto* drawn = std::get_if<DrawnDelay>(&synapse.delays)) {
    const DelayTable table(*drawn);
    const auto& source = synapse.sources[0];
    return table.count() > 0 ? static_cast<double>(table.count())
                             : static_cast<double>(source.longest_delay() - source.delay + 1);
  }
  std::set<std::uint32_t> different;
  if (const auto* matrix = std::get_if<DelayMatrix>(&synapse.delays))
    different.insert(matrix->steps.begin(), matrix->steps.end());
  if (const auto* list = std::get_if<std::vector<WeightEntry>>(&synapse.weights);
      list && std::holds_alternative<ListedDelays>(synapse.delays))
    for (const auto& entry : *list) different.insert(entry.delay);
  return different.empty() ? 1 : static_cast<double>(different.size());
}

}  // namespace

WeightMemory weight_memory(const SynapseDescription& synapse, double pre, double post, std::size_t slices) {
  WeightMemory memory;
  const auto& type = synapse.type->declaration;
  const double of_slices = static_cast<double>(slices);
  const auto storage = storage_of(synapse, static_cast<std::size_t>(post / of_slices) + 1);
  const double number = storage.constant                                ? 0
                        : synapse.precision == WeightPrecision::float32 ? sizeof(float)
                                                                        : sizeof(double);
  const bool has_delays = !std::holds_alternative<std::monostate>(synapse.delays);
  memory.arrivals = pre;
  if (type.weights == WeightsKind::diagonal && !has_delays) {
    memory.connections = post;
    memory.weights = post * number;
    return memory;
  }
  count_connections(synapse, pre, post, memory);
  memory.weights = of_slices * allocated(memory.connections / of_slices * number);
  // What the file lists stays until the matrix is there.
  if (const auto* matrix = std::get_if<Matrix>(&synapse.weights))
    memory.making = static_cast<double>(matrix->values.size()) * sizeof(double);
  if (!memory.is_sparse) {
    // In single precision it is rounded from a matrix of doubles.
    if (synapse.precision == WeightPrecision::float32) memory.making += memory.connections * sizeof(double) / of_slices;
    return memory;
  }
  const double delays = count_delays(synapse);
  memory.arrivals = pre * delays;
  const double target = storage.narrow ? sizeof(std::uint16_t) : sizeof(Unit);
  memory.index =
      of_slices * allocated(memory.connections / of_slices * target) + of_slices * (pre + 1) * sizeof(std::uint64_t);
  if (delays > 1) memory.index += (memory.connections + of_slices * memory.arrivals) / 8;
  memory.making += of_slices * memory.arrivals * sizeof(std::uint32_t);
  if (const auto* list = std::get_if<std::vector<WeightEntry>>(&synapse.weights))
    memory.making += 2 * static_cast<double>(list->size()) * sizeof(WeightEntry);
  return memory;
}

}  // namespace bouton
