#include "registry/state_checks.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string_view>

#include <fmt/format.h>

#include <bouton/error.hpp>

namespace bouton {

namespace {

/// Names under which the core shows something else that can be recorded.
constexpr std::string_view names_of_core[] = {"output", "spikes", "weights"};

std::string fault(const TypeDeclaration& type, const StateDeclaration& s) {
  if (std::ranges::find(names_of_core, s.name) != std::end(names_of_core))
    return "has a name that the core uses itself; choose another one";
  if (std::ranges::count(type.states, s.name, &StateDeclaration::name) > 1) return "is declared twice";
  if (!std::isfinite(s.initial)) return fmt::format("has the initial value {}; it must be finite", s.initial);
  if (s.is_count && nearest_count(s.initial) != s.initial)
    return fmt::format("counts, and has the initial value {}; it must be a whole number of 32 bits", s.initial);
  if (!s.source) return "";
  if (type.kind != TypeKind::synapse) return "is declared per_source; only a synapse has presynaptic signals";
  return "";
}

}  // namespace

void check_states(const TypeDeclaration& type) {
  for (const auto& s : type.states) {
    if (s.name.empty()) throw Error(fmt::format("type '{}' declares a state variable without a name", type.name));
    if (const auto wrong = fault(type, s); !wrong.empty())
      throw Error(fmt::format("type '{}': the state variable '{}' {}", type.name, s.name, wrong));
  }
}

void drop_states_without_source(TypeDeclaration& type) {
  std::erase_if(type.states, [&](const auto& s) { return s.source && *s.source >= type.most_sources; });
}

}  // namespace bouton
