#include "connect/weight_bytes.hpp"

namespace bouton {

namespace {

constexpr double number_bytes = sizeof(double);
// A listed pair stands in the list and in the matrix that is made from it.
constexpr double pair_bytes = sizeof(WeightEntry) + sizeof(double) + sizeof(Unit);

}  // namespace

double weight_bytes(const SynapseDescription& synapse, double pre, double post) {
  if (synapse.type->declaration.weights == WeightsKind::diagonal) return post * number_bytes;
  if (const auto* list = std::get_if<std::vector<WeightEntry>>(&synapse.weights))
    return static_cast<double>(list->size()) * pair_bytes;
  if (const auto* rule = std::get_if<FixedIndegree>(&synapse.connect))
    return static_cast<double>(rule->indegree) * post * pair_bytes;
  if (const auto* rule = std::get_if<FixedOutdegree>(&synapse.connect))
    return static_cast<double>(rule->outdegree) * pre * pair_bytes;
  // The pairs drawn stand in a hash set as well.
  if (const auto* rule = std::get_if<FixedTotal>(&synapse.connect))
    return static_cast<double>(rule->total) * (pair_bytes + 32);
  if (std::holds_alternative<OneToOne>(synapse.connect)) return post * pair_bytes;
  if (const auto* rule = std::get_if<ListedPairs>(&synapse.connect))
    return static_cast<double>(rule->pairs.size()) * pair_bytes;
  if (const auto* rule = std::get_if<FixedProbability>(&synapse.connect))
    return rule->probability * pre * post * pair_bytes;
  if (const auto* rule = std::get_if<ReceptiveField>(&synapse.connect)) {
    double count = 0;
    for (const auto& group : rule->groups) count += static_cast<double>(group.count);
    return count * post * pair_bytes;
  }
  return pre * post * number_bytes;
}

}  // namespace bouton
