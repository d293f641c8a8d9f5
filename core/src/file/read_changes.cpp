#include "file/read_changes.hpp"

#include <utility>

#include <fmt/format.h>

#include "base/nearest.hpp"
#include "file/parameters.hpp"

namespace bouton {

std::vector<ChangeDescription> read_changes(const Node& set, const ChangeScope& scope) {
  std::vector<ChangeDescription> changes;
  if (!set.value().is_object()) {
    set.report(fmt::format("wanted an object {{element: {{parameter: value}}}}, found {}", describe(set.value())));
    return changes;
  }
  for (const auto& [name, node] : set.members()) {
    const auto target = scope.find(name);
    if (!target) {
      node.report(fmt::format("nothing is named '{}'{}", name, suggestion(name, scope.names())));
      continue;
    }
    const auto& element = *target->element;
    if (!element.type) {
      // A type that is unknown or missing is reported where it stands.
      if (!node.document().has_errors_at(element.pointer)) node.report(fmt::format("'{}' has no parameters", name));
      continue;
    }
    const ParameterScope parameters{name, target->units, scope.seed, false, element.weight_unit};
    auto read = read_parameters(node, node, element.type->declaration, parameters, Completeness::changes);
    if (!read.settings.empty()) changes.push_back({node.pointer(), name, std::move(read.settings)});
  }
  return changes;
}

}  // namespace bouton
