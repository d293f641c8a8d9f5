#include "file/connections.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "connect/connect.hpp"
#include "file/matrix_file.hpp"
#include "file/memory.hpp"
#include "file/parameters.hpp"
#include "file/value_rule.hpp"

namespace bouton {

namespace {

/// True if a matrix of this size fits; reports otherwise.
bool check_matrix(const Node& node, std::size_t rows, std::size_t columns, ConnectionSizes sizes) {
  if (rows == sizes.post && columns == sizes.pre) return true;
  node.report(
      fmt::format("weights are {} x {}; wanted {} x {} (a row for each unit of '{}', a column for each of '{}')", rows,
                  columns, sizes.post, sizes.pre, sizes.post_name, sizes.pre_name));
  return false;
}

WeightsDescription read_weights_file(const Node& node, WeightsKind kind, ConnectionSizes sizes) {
  if (!node.is_exactly({"file"})) return {};
  const auto name = node.find("file")->text();
  if (!name) return {};
  const auto path = node.document().resolve(*name);
  const auto file_node = *node.find("file");
  try {
    auto read = read_matrix_file(path);
    if (auto* matrix = std::get_if<Matrix>(&read)) {
      if (kind == WeightsKind::diagonal) {
        if (matrix->rows == 1 && matrix->columns == sizes.post) return std::move(matrix->values);
        file_node.report(fmt::format("{}: holds {} x {} numbers; wanted one row of {} (one per unit)", path.string(),
                                     matrix->rows, matrix->columns, sizes.post));
        return {};
      }
      if (!check_matrix(file_node, matrix->rows, matrix->columns, sizes)) return {};
      return std::move(*matrix);
    }
    auto& sparse = std::get<SparseMatrix>(read);
    if (sparse.rows && !check_matrix(file_node, sparse.rows, sparse.columns, sizes)) return {};
    for (const auto& e : sparse.entries)
      if (e.post >= sizes.post || e.pre >= sizes.pre) {
        file_node.report(
            fmt::format("{}: holds a weight from unit {} to unit {}; there are {} presynaptic and {} "
                        "postsynaptic units",
                        path.string(), e.pre, e.post, sizes.pre, sizes.post));
        return {};
      }
    if (!sparse.shows_its_end)
      node.document().warn(
          file_node.pointer(),
          fmt::format("{}: nothing in it shows that no lines are missing at its end, as it does in what this version "
                      "records",
                      path.string()));
    return std::move(sparse.entries);
  } catch (const MatrixFileError& error) {
    file_node.report(fmt::format("{}: {}", path.string(), error.what()));
  }
  return {};
}

/// `{"identity": c}`: unit i to unit i with the weight c.
WeightsDescription read_identity(const Node& node, WeightsKind kind, ConnectionSizes sizes) {
  if (!node.is_exactly({"identity"})) return {};
  const auto value = node.find("identity")->number();
  if (!value) return {};
  if (sizes.pre != sizes.post)
    node.report(
        fmt::format("an identity needs layers of equal size; there are {} presynaptic and {} postsynaptic units",
                    sizes.pre, sizes.post));
  if (kind == WeightsKind::diagonal) return ValueDistribution{ValueDistribution::Shape::constant, *value, 0};
  constexpr double numbers_per_entry = sizeof(WeightEntry) / sizeof(double);
  if (!check_numbers_fit(node, numbers_per_entry * static_cast<double>(sizes.post))) return {};
  std::vector<WeightEntry> entries;
  for (Unit unit = 0; unit < std::min(sizes.pre, sizes.post); ++unit) entries.push_back({unit, unit, *value});
  return entries;
}

bool check_pair(const Node& node, std::uint64_t post, std::uint64_t pre, ConnectionSizes sizes) {
  if (post < sizes.post && pre < sizes.pre) return true;
  node.report(fmt::format("a weight from unit {} to unit {}; there are {} presynaptic and {} postsynaptic units", pre,
                          post, sizes.pre, sizes.post));
  return false;
}

/// `{"entries": [[post, pre, value], …]}`.
WeightsDescription read_entries(const Node& node, ConnectionSizes sizes) {
  if (!node.is_exactly({"entries"})) return {};
  std::vector<WeightEntry> entries;
  std::set<std::pair<Unit, Unit>> seen;
  for (const auto& entry : node.find("entries")->elements()) {
    if (!entry.value().is_array() || entry.value().size() != 3) {
      entry.report(fmt::format("wanted [post, pre, value], found {}", describe(entry.value())));
      continue;
    }
    const auto post = entry.at(0).count(), pre = entry.at(1).count();
    const auto value = entry.at(2).number();
    if (!post || !pre || !value) continue;
    if (!check_pair(entry, *post, *pre, sizes)) continue;
    entries.push_back({static_cast<Unit>(*post), static_cast<Unit>(*pre), *value});
    if (!seen.emplace(entries.back().post, entries.back().pre).second)
      entry.report(fmt::format("the pair [{}, {}] stands twice", *post, *pre));
  }
  return entries;
}

/// `"density": p` beside a rule for values: each pair has a weight with this probability.
void read_density(const Node& node, WeightsKind kind, SynapseDescription& description) {
  const auto density = node.find("density");
  if (!density) return;
  const auto p = density->number();
  if (!p) return;
  if (!(*p >= 0 && *p <= 1)) density->report(fmt::format("'density' is {}; it must be >= 0 and <= 1", *p));
  if (kind == WeightsKind::diagonal || !std::holds_alternative<std::monostate>(description.connect))
    density->report("'density' belongs to a matrix without 'connect'");
  else
    description.connect = FixedProbability{*p, true};
}

WeightsDescription read_weights(const Node& node, WeightsKind kind, ConnectionSizes sizes,
                                SynapseDescription& description) {
  if (node.value().is_object()) {
    if (is_value_rule(node)) {
      const auto values = read_value_rule(node, {"density"});
      read_density(node, kind, description);
      if (values) return *values;
      return {};
    }
    if (node.find("identity")) return read_identity(node, kind, sizes);
    if (node.find("entries")) return read_entries(node, sizes);
    if (node.find("file")) return read_weights_file(node, kind, sizes);
    node.is_object_of({"constant", "distribution", "identity", "entries", "file"});
    node.report("wanted a matrix, or an object with 'constant', 'distribution', 'identity', 'entries' or 'file'");
    return {};
  }
  if (kind == WeightsKind::diagonal) {
    if (node.value().is_number())
      return ValueDistribution{ValueDistribution::Shape::constant, node.value().get<double>(), 0};
    auto row = node.numbers();
    if (!row) return {};
    if (row->size() != sizes.post && row->size() != 1) {
      node.report(fmt::format("there are {} weights; wanted one, or {} (one per unit)", row->size(), sizes.post));
      return {};
    }
    if (row->size() == 1) return ValueDistribution{ValueDistribution::Shape::constant, row->front(), 0};
    return std::move(*row);
  }
  if (node.value().is_number()) {
    node.report(
        fmt::format("wanted a matrix (an array of rows), found {0}; for one value everywhere, "
                    "{{\"constant\": {0}}}",
                    describe(node.value())));
    return {};
  }
  auto matrix = read_matrix(node);
  if (!matrix || !check_matrix(node, matrix->rows, matrix->columns, sizes)) return {};
  return std::move(*matrix);
}

}  // namespace

std::optional<Matrix> read_own_weights(const Node& node, std::size_t units, std::uint64_t seed,
                                       const std::string& name) {
  const double size = static_cast<double>(units);
  if (!check_numbers_fit(node, size * size)) return std::nullopt;
  SynapseDescription own;
  own.name = name;
  const auto errors = node.document().findings().size();
  own.weights = read_weights(node, WeightsKind::matrix, {units, units, "the layer", "the layer"}, own);
  if (node.document().findings().size() > errors) return std::nullopt;
  Matrix matrix{units, units, std::vector<double>(units * units, 0.0)};
  for (const auto& e : make_weights(own, seed, units, units, {0, static_cast<Unit>(units)}).entries())
    matrix.values[e.post * units + e.pre] = e.value;
  return matrix;
}

namespace {

std::optional<std::pair<std::uint64_t, std::uint64_t>> read_rectangle(const Node& node) {
  const auto sides = node.elements();
  if (!node.value().is_array()) return std::nullopt;
  if (sides.size() != 2) {
    node.report(fmt::format("wanted [rows, columns], found {}", describe(node.value())));
    return std::nullopt;
  }
  const auto rows = sides[0].count(), columns = sides[1].count();
  if (!rows || !columns) return std::nullopt;
  if (*rows == 0 || *columns == 0) {
    node.report("both sides must be at least 1");
    return std::nullopt;
  }
  return std::pair(*rows, *columns);
}

ConnectDescription read_receptive_field(const Node& node, ConnectionSizes sizes) {
  node.is_object_of({"rule", "shape", "window", "groups"});
  const auto shape_node = node.require("shape"), window_node = node.require("window"), groups = node.require("groups");
  if (!shape_node || !window_node || !groups) return {};
  const auto shape = read_rectangle(*shape_node), window = read_rectangle(*window_node);
  ReceptiveField field;
  for (const auto& group : groups->elements()) {
    if (!group.is_object_of({"count", "weight"})) continue;
    const auto count = group.require("count"), weight = group.require("weight");
    if (count && weight) field.groups.push_back({count->count().value_or(0), weight->number().value_or(0)});
  }
  if (!shape || !window) return {};
  std::tie(field.rows, field.columns) = *shape;
  std::tie(field.window_rows, field.window_columns) = *window;
  // Division, since the product of two large sides could wrap around to the right number.
  if (sizes.pre / field.rows != field.columns || sizes.pre % field.rows != 0)
    shape_node->report(fmt::format("a shape of {} x {} does not have the {} units of the presynaptic layer", field.rows,
                                   field.columns, sizes.pre));
  if (field.window_rows > field.rows || field.window_columns > field.columns)
    window_node->report(fmt::format("a window of {} x {} does not fit into {} x {}", field.window_rows,
                                    field.window_columns, field.rows, field.columns));
  return field;
}

/// A rule with a number of partners, `key`, of which there are at most `most`.
template <class Rule>
ConnectDescription read_counted(const Node& node, const std::string& key, double most, const char* what,
                                std::uint64_t Rule::*member) {
  node.is_object_of({"rule", key, "autapses"});
  const auto count_node = node.require(key);
  const auto count = count_node ? count_node->count() : std::nullopt;
  if (!count) return {};
  if (static_cast<double>(*count) > most)
    count_node->report(fmt::format("'{}' is {}; there are {} {}", key, *count, most, what));
  Rule rule;
  rule.*member = *count;
  rule.autapses = node.boolean_or("autapses", true);
  return rule;
}

ConnectDescription read_probability(const Node& node) {
  node.is_object_of({"rule", "p", "autapses"});
  const auto probability = node.require("p");
  const auto p = probability ? probability->number() : std::nullopt;
  if (!p) return {};
  if (!(*p >= 0 && *p <= 1)) probability->report(fmt::format("'p' is {}; it must be >= 0 and <= 1", *p));
  return FixedProbability{*p, node.boolean_or("autapses", true)};
}

ConnectDescription read_pairs(const Node& node, ConnectionSizes sizes) {
  node.is_object_of({"rule", "pairs"});
  const auto list = node.require("pairs");
  if (!list) return {};
  ListedPairs rule;
  std::set<std::pair<Unit, Unit>> seen;
  for (const auto& pair : list->elements()) {
    if (!pair.value().is_array() || pair.value().size() != 2) {
      pair.report(fmt::format("wanted [post, pre], found {}", describe(pair.value())));
      continue;
    }
    const auto post = pair.at(0).count(), pre = pair.at(1).count();
    if (!post || !pre || !check_pair(pair, *post, *pre, sizes)) continue;
    rule.pairs.emplace_back(static_cast<Unit>(*post), static_cast<Unit>(*pre));
    if (!seen.insert(rule.pairs.back()).second) pair.report(fmt::format("the pair [{}, {}] stands twice", *post, *pre));
  }
  return rule;
}

ConnectDescription read_connect(const Node& node, ConnectionSizes sizes, bool same_layer) {
  enum Rules { all_to_all, one_to_one, indegree, outdegree, total, probability, pairs, receptive_field };
  const std::vector<std::string> rules{"all_to_all",  "one_to_one",        "fixed_indegree", "fixed_outdegree",
                                       "fixed_total", "fixed_probability", "pairs",          "receptive_field"};
  if (!node.value().is_object()) {
    node.report(fmt::format("wanted an object with 'rule', found {}", describe(node.value())));
    return {};
  }
  const auto rule_node = node.require("rule");
  const auto rule = rule_node ? rule_node->choice(rules) : std::nullopt;
  if (!rule) return {};
  const bool excludes_self = same_layer && !node.boolean_or("autapses", true);
  const auto pre = static_cast<double>(sizes.pre), post = static_cast<double>(sizes.post);
  const double self = excludes_self ? 1 : 0;
  switch (static_cast<Rules>(*rule)) {
    case all_to_all: node.is_object_of({"rule", "autapses"}); return AllToAll{node.boolean_or("autapses", true)};
    case one_to_one:
      node.is_object_of({"rule"});
      if (sizes.pre != sizes.post)
        node.report(
            fmt::format("'one_to_one' needs layers of equal size; there are {} presynaptic and {} postsynaptic "
                        "units",
                        sizes.pre, sizes.post));
      return OneToOne{};
    case indegree: return read_counted(node, "indegree", pre - self, "presynaptic units", &FixedIndegree::indegree);
    case outdegree:
      return read_counted(node, "outdegree", post - self, "postsynaptic units", &FixedOutdegree::outdegree);
    case total: return read_counted(node, "total", pre * (post - self), "pairs", &FixedTotal::total);
    case probability: return read_probability(node);
    case pairs: return read_pairs(node, sizes);
    case receptive_field: return read_receptive_field(node, sizes);
  }
  return {};
}

}  // namespace

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
    description.connect = read_connect(*connect, sizes, description.same_layer);
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
