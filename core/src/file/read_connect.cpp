#include "file/read_connect.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "file/matrix_file.hpp"

namespace bouton {

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

ConnectDescription read_receptive_field(const Node& node, ConnectionSizes sizes, const NumberUnit& unit) {
  node.is_object_of({"rule", "shape", "window", "groups"});
  const auto shape_node = node.require("shape"), window_node = node.require("window"), groups = node.require("groups");
  if (!shape_node || !window_node || !groups) return {};
  const auto shape = read_rectangle(*shape_node), window = read_rectangle(*window_node);
  ReceptiveField field;
  for (const auto& group : groups->elements()) {
    if (!group.is_object_of({"count", "weight"})) continue;
    const auto count = group.require("count"), weight = group.require("weight");
    if (count && weight) field.groups.push_back({count->count().value_or(0), weight->number(unit).value_or(0)});
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
  node.is_object_of({"rule", key, "autapses", "multapses"});
  Rule rule;
  rule.multapses = node.boolean_or("multapses", false);
  const auto count_node = node.require(key);
  const auto count = count_node ? count_node->count() : std::nullopt;
  if (!count) return {};
  // Where a pair may occur several times, only an empty layer limits how many there are.
  if (rule.multapses ? *count > 0 && most < 1 : static_cast<double>(*count) > most)
    count_node->report(fmt::format("'{}' is {}; there are {} {}{}", key, *count, most, what,
                                   most < 1 ? "" : "; with \"multapses\": true a pair may occur several times"));
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

/// Pairs from a table with the columns post and pre, or the places of a sparse matrix, whose values are of no account.
ConnectDescription read_pairs_file(const Node& node, ConnectionSizes sizes, bool multapses) {
  const auto name = node.text();
  if (!name) return {};
  const auto path = node.document().resolve(*name);
  ListedPairs rule;
  const auto fail = [&](const std::string& why) {
    node.report(fmt::format("{}: {}", path.string(), why));
    return ConnectDescription();
  };
  try {
    const auto read = read_matrix_file(path, true);
    if (const auto* table = std::get_if<Matrix>(&read)) {
      if (table->columns != 2)
        return fail(fmt::format("has {} columns; wanted two, the post- and the presynaptic unit", table->columns));
      for (std::size_t r = 0; r < table->rows; ++r) {
        const double post = table->at(r, 0), pre = table->at(r, 1);
        const auto is_unit = [](double x, std::size_t size) {
          return x >= 0 && x < static_cast<double>(size) && x == std::floor(x);
        };
        if (!is_unit(post, sizes.post) || !is_unit(pre, sizes.pre))
          return fail(fmt::format("pair {} is {}, {}; there are {} presynaptic and {} postsynaptic units", r + 1, post,
                                  pre, sizes.pre, sizes.post));
        rule.pairs.emplace_back(static_cast<Unit>(post), static_cast<Unit>(pre));
      }
    } else {
      for (const auto& e : std::get<SparseMatrix>(read).entries) {
        if (e.post >= sizes.post || e.pre >= sizes.pre)
          return fail(
              fmt::format("holds a pair from unit {} to unit {}; there are {} presynaptic and {} postsynaptic "
                          "units",
                          e.pre, e.post, sizes.pre, sizes.post));
        rule.pairs.emplace_back(e.post, e.pre);
      }
    }
  } catch (const MatrixFileError& error) {
    return fail(error.what());
  }
  std::ranges::sort(rule.pairs);
  if (const auto twice = std::ranges::adjacent_find(rule.pairs); !multapses && twice != rule.pairs.end())
    return fail(fmt::format("the pair {}, {} stands twice; if these are two connections, say \"multapses\": true",
                            twice->first, twice->second));
  return rule;
}

ConnectDescription read_pairs(const Node& node, ConnectionSizes sizes) {
  node.is_object_of({"rule", "pairs", "file", "multapses"});
  const bool multapses = node.boolean_or("multapses", false);
  if (const auto file = node.find("file")) {
    if (const auto list = node.find("pairs")) list->report("give 'pairs' or 'file', not both");
    return read_pairs_file(*file, sizes, multapses);
  }
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
    if (!multapses && !seen.insert(rule.pairs.back()).second)
      pair.report(fmt::format("the pair [{}, {}] stands twice; if these are two connections, say \"multapses\": true",
                              *post, *pre));
  }
  std::ranges::sort(rule.pairs);
  return rule;
}

}  // namespace

ConnectDescription read_connect(const Node& node, ConnectionSizes sizes, const SharedUnits& shared,
                                const NumberUnit& weight_unit) {
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
  const bool excludes = shared.count > 0 && !node.boolean_or("autapses", true);
  const double excluded = excludes ? static_cast<double>(shared.count) : 0;
  const auto pre = static_cast<double>(sizes.pre), post = static_cast<double>(sizes.post);
  const double self = excludes ? 1 : 0;
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
    case total: return read_counted(node, "total", pre * post - excluded, "pairs", &FixedTotal::total);
    case probability: return read_probability(node);
    case pairs: return read_pairs(node, sizes);
    case receptive_field: return read_receptive_field(node, sizes, weight_unit);
  }
  return {};
}

}  // namespace bouton
