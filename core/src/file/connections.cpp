#include "file/connections.hpp"

#include <fmt/format.h>

#include "connect/connect.hpp"
#include "file/memory.hpp"
#include "file/read_connect.hpp"
#include "file/read_weights.hpp"

namespace bouton {

bool check_pair(const Node& node, std::uint64_t post, std::uint64_t pre, ConnectionSizes sizes) {
  if (post < sizes.post && pre < sizes.pre) return true;
  node.report(fmt::format("a weight from unit {} to unit {}; there are {} presynaptic and {} postsynaptic units", pre,
                          post, sizes.pre, sizes.post));
  return false;
}

std::optional<Matrix> read_own_weights(const Node& node, const NumberUnit& unit, std::size_t units, std::uint64_t seed,
                                       const std::string& name) {
  const double size = static_cast<double>(units);
  if (!check_numbers_fit(node, size * size)) return std::nullopt;
  SynapseDescription own;
  own.name = name;
  own.weight_unit = unit.wanted.text;
  const auto errors = node.document().errors_count();
  own.weights = read_weights(node, WeightsKind::matrix, {units, units, "the layer", "the layer"}, own);
  if (node.document().errors_count() > errors) return std::nullopt;
  Matrix matrix{units, units, std::vector<double>(units * units, 0.0)};
  Building building;
  const Slice whole{0, static_cast<Unit>(units)};
  for (const auto& e : make_weights(own, seed, units, units, {&whole, 1}, 1, building)[0].entries())
    matrix.values[e.post * units + e.pre] = e.value;
  return matrix;
}

void read_connections(const Node& synapse, WeightsKind kind, ConnectionSizes sizes, SynapseDescription& description) {
  const auto weights = synapse.find("weights");
  const auto connect = synapse.find("connect");
  if (kind == WeightsKind::diagonal) {
    if (sizes.pre != sizes.post)
      synapse.report(fmt::format("'{}' connects unit to unit, but there are {} presynaptic and {} postsynaptic units",
                                 description.type->declaration.name, sizes.pre, sizes.post));
    if (connect)
      connect->report(
          fmt::format("'{}' connects unit to unit and takes no 'connect'", description.type->declaration.name));
  } else if (connect) {
    description.connect = read_connect(*connect, sizes, description.shared, declared_unit(description.weight_unit));
  }
  if (weights) description.weights = read_weights(*weights, kind, sizes, description);

  const bool rule_brings_weights = std::holds_alternative<ReceptiveField>(description.connect);
  const bool connect_is_known = !connect || !std::holds_alternative<std::monostate>(description.connect);
  if (!weights && !rule_brings_weights && connect_is_known)
    synapse.report("'weights' is missing: a matrix [post][pre], or for example {\"constant\": 1}");
  if (weights && rule_brings_weights)
    weights->report("the rule 'receptive_field' brings its own weights; leave 'weights' out");
  else if (weights && connect && !std::holds_alternative<ValueDistribution>(description.weights) &&
           !std::holds_alternative<std::monostate>(description.weights))
    weights->report(
        "a matrix says by itself what is connected; with 'connect', give {\"constant\": …} or a "
        "distribution");
  if (const auto* list = std::get_if<std::vector<WeightEntry>>(&description.weights);
      list && kind == WeightsKind::diagonal)
    for (const auto& e : *list)
      if (e.post != e.pre) {
        weights->report(fmt::format("holds a weight from unit {} to unit {}; '{}' connects unit to unit", e.pre, e.post,
                                    description.type->declaration.name));
        break;
      }
}

}  // namespace bouton
