#include "file/initial.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/nearest.hpp"

namespace bouton {

namespace {

/// State is read by the rules of a parameter with one value per unit.
ParameterDeclaration as_parameter(const StateDeclaration& state) {
  ParameterDeclaration p;
  p.name = state.name;
  p.type = ParameterType::per_unit;
  p.unit = state.unit;
  p.summary = state.summary;
  return p;
}

/// Counts that were drawn become whole numbers; counts that were given must be.
bool make_whole(const Node& node, const StateDeclaration& state, std::vector<double>& values) {
  const bool is_drawn = node.find("distribution").has_value();
  for (double& x : values) {
    const double whole = nearest_count(x);
    if (whole != x && !is_drawn) {
      node.report(fmt::format("'{}' counts and is {}; it must be a whole number of 32 bits", state.name, x));
      return false;
    }
    x = whole;
  }
  return true;
}

}  // namespace

std::vector<InitialSetting> read_initial(const Node& owner, const TypeDeclaration& type, const ParameterScope& scope,
                                         std::span<const std::size_t> sources) {
  std::vector<InitialSetting> settings;
  const auto initial = owner.find("initial");
  if (!initial) return settings;
  if (!initial->value().is_object()) {
    initial->report(fmt::format("wanted an object of state variables, found {}", describe(initial->value())));
    return settings;
  }
  std::vector<std::string> names;
  for (const auto& state : type.states) names.push_back(state.name);
  for (const auto& [name, node] : initial->members()) {
    const auto state = std::ranges::find(type.states, name, &StateDeclaration::name);
    if (state == type.states.end()) {
      node.report([&, &name = name] {
        return names.empty() ? fmt::format("'{}' declares no state that could be given", type.name)
                             : fmt::format("'{}' declares no state '{}'{}", type.name, name, suggestion(name, names));
      });
      continue;
    }
    auto own = scope;
    own.draws = "initial ";
    if (state->source && *state->source >= sources.size()) {
      node.report(
          fmt::format("'{}' has a value per unit of presynaptic name {}, and there is none", name, *state->source + 1));
      continue;
    }
    if (state->source) own.units = sources[*state->source];
    auto values = read_per_unit(node, as_parameter(*state), own);
    if (values && (!state->is_count || make_whole(node, *state, *values)))
      settings.push_back({&*state, std::move(*values)});
  }
  return settings;
}

}  // namespace bouton
