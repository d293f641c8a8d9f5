#include "file/parameters.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/input_file.hpp"
#include "base/nearest.hpp"
#include "base/quantity.hpp"
#include "file/connections.hpp"
#include "file/matrix_file.hpp"
#include "file/memory.hpp"
#include "file/value_rule.hpp"
#include "registry/parameter_value.hpp"

namespace bouton {

namespace {

class Reader {
 public:
  Reader(const TypeDeclaration& type, const ParameterScope& scope) : type_(type), scope_(scope) {}

  ReadParameters result;
  std::vector<const ParameterDeclaration*> seen;

  /// Reads an object of parameters whose declared names begin with `prefix`.
  void read_group(const Node& group, const std::string& prefix) {
    if (!group.value().is_object()) {
      group.report(fmt::format("wanted an object of parameters, found {}", describe(group.value())));
      return;
    }
    for (const auto& [key, node] : group.members()) {
      const std::string name = prefix + key;
      const bool is_dotted = key.find('.') != std::string::npos;  // groups are objects
      if (const auto* declaration = is_dotted ? nullptr : find(name))
        read_one(node, *declaration);
      else if (!is_dotted && is_group(name))
        read_group(node, name + ".");
      else if (is_dotted && find(name))
        node.report(fmt::format("'{}' is written as a group: \"{}\": {{\"{}\": …}}", name, key.substr(0, key.find('.')),
                                key.substr(key.find('.') + 1)));
      else
        node.report([&, &key = key] {
          return fmt::format("'{}' has no parameter '{}'{}", type_.name, name, suggestion(key, names_in(prefix)));
        });
    }
  }

  void read_one(const Node& node, const ParameterDeclaration& declaration) {
    seen.push_back(&declaration);
    if (declaration.type == ParameterType::per_unit && node.find("data")) {
      read_binding(node, declaration);
      return;
    }
    const auto value = node.value().is_object() ? read_rule(node, declaration) : read_value(node, declaration);
    if (!value) return;
    if (const auto wrong = check_value(declaration, *value, scope_.units); !wrong.empty())
      node.report(wrong);
    else
      result.settings.push_back({&declaration, *value});
  }

 private:
  const ParameterDeclaration* find(const std::string& name) const {
    for (const auto& p : type_.parameters)
      if (p.name == name) return &p;
    return nullptr;
  }

  bool is_group(const std::string& name) const {
    return std::any_of(type_.parameters.begin(), type_.parameters.end(),
                       [&](const auto& p) { return p.name.starts_with(name + "."); });
  }

  std::vector<std::string> names_in(const std::string& prefix) const {
    std::vector<std::string> names;
    for (const auto& p : type_.parameters) {
      if (!p.name.starts_with(prefix)) continue;
      const auto rest = p.name.substr(prefix.size());
      const auto name = rest.substr(0, rest.find('.'));
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
    return names;
  }

  /// An object in place of the values of a per-unit parameter or matrix: a constant, a distribution, or a file.
  std::optional<ParameterValue> read_rule(const Node& node, const ParameterDeclaration& declaration) const {
    const bool is_matrix = declaration.type == ParameterType::matrix;
    const bool is_own = is_matrix && declaration.row_per_unit && declaration.column_per_unit && scope_.units > 0;
    // A rule for all values keeps the draws that it has for a parameter.
    if (is_own && (!is_value_rule(node) || node.find("density"))) {
      auto matrix = read_own_weights(node, declared_unit(declaration.unit, scope_.weight_unit), scope_.units,
                                     scope_.seed, scope_.element + "." + declaration.name);
      return matrix ? std::optional<ParameterValue>(std::move(*matrix)) : std::nullopt;
    }
    if (!is_matrix && declaration.type != ParameterType::per_unit) return read_value(node, declaration);
    if (node.find("values")) return read_value(node, declaration);
    if (node.find("file")) return read_file(node, declaration);
    if (!is_value_rule(node) || (is_matrix && !declaration.row_per_unit)) {
      node.report(fmt::format("wanted {}, or an object with {}'file'", is_matrix ? "a matrix" : "a number, an array",
                              is_matrix && !declaration.row_per_unit ? "" : "'constant', 'distribution' or "));
      return std::nullopt;
    }
    const auto rule = read_value_rule(node, declared_unit(declaration.unit, scope_.weight_unit));
    if (!rule) return std::nullopt;
    if (scope_.units == 0) {
      node.report(fmt::format("'{}' wants a number here; there are no units to give values to", declaration.name));
      return std::nullopt;
    }
    const double units = static_cast<double>(scope_.units);
    if (!check_numbers_fit(node, is_matrix ? units * units : units)) return std::nullopt;
    const Random random(scope_.seed, scope_.element, scope_.draws + declaration.name);
    if (!is_matrix) {
      std::vector<double> values(scope_.units);
      for (std::size_t k = 0; k < values.size(); ++k) values[k] = draw(*rule, random, k, 0);
      return ParameterValue(std::move(values));
    }
    Matrix matrix{scope_.units, scope_.units, {}};
    for (std::size_t row = 0; row < matrix.rows; ++row)
      for (std::size_t column = 0; column < matrix.columns; ++column)
        matrix.values.push_back(draw(*rule, random, row, column));
    return ParameterValue(std::move(matrix));
  }

  std::optional<ParameterValue> read_file(const Node& node, const ParameterDeclaration& declaration) const {
    if (!node.is_exactly({"file", "unit"})) return std::nullopt;
    const auto name = node.find("file")->text();
    const auto unit = node.unit_within(declared_unit(declaration.unit, scope_.weight_unit));
    if (!name || !unit) return std::nullopt;
    const auto path = node.document().resolve(*name);
    try {
      auto read = read_matrix_file(path);
      auto* matrix = std::get_if<Matrix>(&read);
      if (!matrix) throw MatrixFileError("lists pairs; wanted rows of numbers");
      for (double& x : matrix->values) x = node.converted(x, *unit);
      // An array of one dimension has no rows: for one unit, it is a column.
      if (declaration.column_per_unit && !declaration.row_per_unit && scope_.units == 1 && matrix->rows == 1)
        std::swap(matrix->rows, matrix->columns);
      if (declaration.type == ParameterType::matrix) return ParameterValue(std::move(*matrix));
      if (matrix->rows != 1 && matrix->columns != 1) throw MatrixFileError("wanted one row or one column of numbers");
      return ParameterValue(std::move(matrix->values));
    } catch (const MatrixFileError& error) {
      node.find("file")->report(fmt::format("{}: {}", path.string(), error.what()));
      return std::nullopt;
    }
  }

  void read_binding(const Node& node, const ParameterDeclaration& declaration) {
    if (!scope_.may_bind) {
      node.report(fmt::format("'{}' wants a number or an array here", declaration.name));
      return;
    }
    if (!node.is_object_of({"data", "scale", "hold_in_flush", "learning_only"})) return;
    const auto field = node.require("data");
    DataBinding binding;
    binding.parameter = &declaration;
    const auto name = field ? field->text() : std::nullopt;
    binding.scale = node.number_or("scale", 1.0, declared_unit(declaration.unit, scope_.weight_unit));
    binding.hold_in_flush = node.boolean_or("hold_in_flush", false);
    binding.learning_only = node.boolean_or("learning_only", false);
    binding.pointer = node.pointer();
    if (name) {
      binding.field = *name;
      result.bindings.push_back(std::move(binding));
    }
    result.settings.push_back({&declaration, std::vector<double>{0.0}});
  }

  std::optional<ParameterValue> read_value(const Node& node, const ParameterDeclaration& declaration) const {
    auto wrap = [](auto value) -> std::optional<ParameterValue> {
      if (!value) return std::nullopt;
      return ParameterValue(std::move(*value));
    };
    const auto unit = declared_unit(declaration.unit, scope_.weight_unit);
    switch (declaration.type) {
      case ParameterType::real: return wrap(node.number(unit));
      case ParameterType::boolean: return wrap(node.boolean());
      case ParameterType::text: return wrap(node.text());
      case ParameterType::list: return wrap(node.numbers(unit));
      case ParameterType::matrix: return wrap(read_matrix(node, unit));
      case ParameterType::integer: {
        if (node.value().is_string()) return read_whole_quantity(node, unit);
        constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
        const bool fits = !node.value().is_number_unsigned() || node.value().get<std::uint64_t>() <= most;
        if (node.value().is_number_integer() && fits) return ParameterValue(node.value().get<std::int64_t>());
        node.report(fmt::format("wanted a whole number, found {}", describe(node.value())));
        return std::nullopt;
      }
      case ParameterType::path: {
        const auto text = node.text();
        if (!text) return std::nullopt;
        const auto path = node.document().resolve(*text);
        // What a recorder is given may be where it writes to.
        const auto why = type_.kind == TypeKind::recorder ? "" : why_endless(path);
        if (!why.empty()) node.report(fmt::format("{}: {}", path.string(), why));
        return ParameterValue(path.string());
      }
      case ParameterType::per_unit: {
        if (node.value().is_structured()) return wrap(node.numbers(unit));
        const auto number = node.number(unit, "a number or an array of numbers");
        if (!number) return std::nullopt;
        return ParameterValue(std::vector<double>{*number});
      }
    }
    return std::nullopt;
  }

  /// For a parameter that is a whole number: times in steps must lie on the grid.
  static std::optional<ParameterValue> read_whole_quantity(const Node& node, const NumberUnit& unit) {
    constexpr auto limit = static_cast<double>(Node::largest_count);
    const auto number = node.number(unit, "a whole number");
    if (!number || node.document().has_errors_at("/dt")) return std::nullopt;
    const auto whole = whole_steps(*number);
    if (whole && std::abs(*whole) <= limit) return ParameterValue(static_cast<std::int64_t>(*whole));
    node.report(fmt::format("'{}' is {}{}{}; wanted a whole number", node.text().value(), *number,
                            unit.wanted.text.empty() ? "" : " ", unit.wanted.text));
    return std::nullopt;
  }

  const TypeDeclaration& type_;
  const ParameterScope& scope_;
};

}  // namespace

std::optional<Matrix> read_matrix(const Node& node, const NumberUnit& unit) {
  if (const auto values = node.find("values")) {
    const auto within = node.is_exactly({"values", "unit"}) ? node.unit_within(unit) : std::nullopt;
    return within ? read_matrix(*values, *within) : std::nullopt;
  }
  const Json& rows = node.value();
  if (!rows.is_array()) {
    node.report(fmt::format("wanted a matrix (an array of rows), found {}", describe(rows)));
    return std::nullopt;
  }
  Matrix matrix;
  matrix.rows = rows.size();
  if (!rows.empty() && rows.front().is_array()) matrix.columns = rows.front().size();
  matrix.values.reserve(matrix.rows * matrix.columns);
  constexpr std::size_t most_reported = 5;  // rows that are wrong
  std::size_t wrong = 0;
  for (std::size_t r = 0; r < rows.size() && wrong < most_reported; ++r) {
    const auto numbers = node.at(r).numbers(unit);
    if (!rows[r].is_array()) return std::nullopt;  // something else is meant, and the others are like it
    if (numbers && numbers->size() != matrix.columns)
      node.at(r).report(fmt::format("row {} has {} numbers, row 0 has {}", r, numbers->size(), matrix.columns));
    if (numbers && numbers->size() == matrix.columns)
      matrix.values.insert(matrix.values.end(), numbers->begin(), numbers->end());
    else
      ++wrong;
  }
  return wrong == 0 ? std::optional(std::move(matrix)) : std::nullopt;
}

std::optional<std::vector<double>> read_per_unit(const Node& node, const ParameterDeclaration& declaration,
                                                 const ParameterScope& scope) {
  const TypeDeclaration none;
  Reader reader(none, scope);
  reader.read_one(node, declaration);
  if (reader.result.settings.empty()) return std::nullopt;
  return std::get<std::vector<double>>(std::move(reader.result.settings.front().value));
}

ReadParameters read_parameters(const std::optional<Node>& params, const Node& owner, const TypeDeclaration& type,
                               const ParameterScope& scope, Completeness completeness) {
  Reader reader(type, scope);
  if (params) reader.read_group(*params, "");
  if (completeness == Completeness::whole && (!params || params->value().is_object()))
    for (const auto& d : type.parameters) {
      if (std::find(reader.seen.begin(), reader.seen.end(), &d) != reader.seen.end()) continue;
      if (d.default_value)
        reader.result.settings.push_back({&d, *d.default_value});
      else if (!d.may_be_absent)
        (params ? *params : owner)
            .report(fmt::format("'{}' needs the parameter '{}' ({})", type.name, d.name, d.summary));
    }
  return std::move(reader.result);
}

}  // namespace bouton
