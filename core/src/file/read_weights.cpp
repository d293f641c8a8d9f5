#include "file/read_weights.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include <bouton/network.hpp>

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

/// The entries bring the delays of the connections.
void take_listed_delays(const Node& node, const std::vector<WeightEntry>& entries, SynapseDescription& description) {
  const auto& document = node.document();
  if (document.contains(description.pointer + "/delay") || document.contains(description.pointer + "/delay_ms"))
    return node.report("the weights come with delays; leave 'delay' out");
  if (entries.empty()) return;
  const auto [least, most] = std::ranges::minmax(entries, {}, &WeightEntry::delay);
  description.sources[0].delay = least.delay;
  description.sources[0].longest = most.delay;
  description.delays = ListedDelays{};
}

WeightsDescription read_weights_file(const Node& node, WeightsKind kind, ConnectionSizes sizes, const NumberUnit& unit,
                                     SynapseDescription& description) {
  if (!node.is_exactly({"file", "unit", "multapses"})) return {};
  description.multapses = node.boolean_or("multapses", false);
  const auto name = node.find("file")->text();
  const auto within = node.unit_within(unit);
  if (!name || !within) return {};
  const auto path = node.document().resolve(*name);
  const auto file_node = *node.find("file");
  try {
    auto read = read_matrix_file(path, description.multapses);
    if (auto* matrix = std::get_if<Matrix>(&read)) {
      for (double& x : matrix->values) x = node.converted(x, *within);
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
    for (auto& e : sparse.entries) e.value = node.converted(e.value, *within);
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
    if (sparse.has_delays) take_listed_delays(node, sparse.entries, description);
    return std::move(sparse.entries);
  } catch (const MatrixFileError& error) {
    file_node.report(fmt::format("{}: {}", path.string(), error.what()));
  }
  return {};
}

/// `{"identity": c}`: unit i to unit i with the weight c.
WeightsDescription read_identity(const Node& node, WeightsKind kind, ConnectionSizes sizes, const NumberUnit& unit) {
  const auto within = node.is_exactly({"identity", "unit"}) ? node.unit_within(unit) : std::nullopt;
  const auto value = within ? node.find("identity")->number(*within) : std::nullopt;
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

/// `{"entries": [[post, pre, value], …]}`.
WeightsDescription read_entries(const Node& node, ConnectionSizes sizes, const NumberUnit& unit,
                                SynapseDescription& description) {
  const auto within = node.is_exactly({"entries", "unit", "multapses"}) ? node.unit_within(unit) : std::nullopt;
  if (!within) return {};
  description.multapses = node.boolean_or("multapses", false);
  std::size_t with_delay = 0;
  std::vector<WeightEntry> entries;
  std::set<std::pair<Unit, Unit>> seen;
  for (const auto& entry : node.find("entries")->elements()) {
    const auto cells = entry.value().is_array() ? entry.value().size() : 0;
    if (cells != 3 && cells != 4) {
      entry.report(
          fmt::format("wanted [post, pre, value] or [post, pre, value, delay], found {}", describe(entry.value())));
      continue;
    }
    const auto post = entry.at(0).count(), pre = entry.at(1).count();
    const auto value = entry.at(2).number(*within);
    if (!post || !pre || !value) continue;
    if (!check_pair(entry, *post, *pre, sizes)) continue;
    std::uint32_t delay = 0;
    if (cells == 4) {
      const auto steps = entry.at(3).steps(0, longest_delay);
      if (steps && *steps > longest_delay)
        entry.at(3).report(fmt::format("a delay must be at most {} steps", longest_delay));
      else
        delay = static_cast<std::uint32_t>(steps.value_or(0));
      ++with_delay;
    }
    entries.push_back({static_cast<Unit>(*post), static_cast<Unit>(*pre), *value, delay});
    if (!description.multapses && !seen.emplace(entries.back().post, entries.back().pre).second)
      entry.report(fmt::format("the pair [{}, {}] stands twice; if these are two connections, say \"multapses\": true",
                               *post, *pre));
  }
  if (with_delay > 0 && with_delay < entries.size())
    node.report(
        fmt::format("{} of {} entries have a delay; give all of them one, or none", with_delay, entries.size()));
  else if (with_delay > 0)
    take_listed_delays(node, entries, description);
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

}  // namespace

WeightsDescription read_weights(const Node& node, WeightsKind kind, ConnectionSizes sizes,
                                SynapseDescription& description) {
  const auto unit = declared_unit(description.weight_unit);
  if (node.value().is_object() && !node.find("values")) {
    if (is_value_rule(node)) {
      const auto values = read_value_rule(node, unit, {"density"});
      read_density(node, kind, description);
      if (values) return *values;
      return {};
    }
    if (node.find("identity")) return read_identity(node, kind, sizes, unit);
    if (node.find("entries")) return read_entries(node, sizes, unit, description);
    if (node.find("file")) return read_weights_file(node, kind, sizes, unit, description);
    node.is_object_of({"constant", "distribution", "identity", "entries", "file"});
    node.report("wanted a matrix, or an object with 'constant', 'distribution', 'identity', 'entries' or 'file'");
    return {};
  }
  if (kind == WeightsKind::diagonal) {
    if (node.value().is_number() || node.value().is_string()) {
      const auto value = node.number(unit);
      if (!value) return {};
      return ValueDistribution{ValueDistribution::Shape::constant, *value, 0};
    }
    auto row = node.numbers(unit);
    if (!row) return {};
    if (row->size() != sizes.post && row->size() != 1) {
      node.report(fmt::format("there are {} weights; wanted one, or {} (one per unit)", row->size(), sizes.post));
      return {};
    }
    if (row->size() == 1) return ValueDistribution{ValueDistribution::Shape::constant, row->front(), 0};
    return std::move(*row);
  }
  if (node.value().is_number() || node.value().is_string()) {
    node.report(
        fmt::format("wanted a matrix (an array of rows), found {0}; for one value everywhere, "
                    "{{\"constant\": {0}}}",
                    describe(node.value())));
    return {};
  }
  auto matrix = read_matrix(node, unit);
  if (!matrix || !check_matrix(node, matrix->rows, matrix->columns, sizes)) return {};
  return std::move(*matrix);
}

}  // namespace bouton
