#include "registry/check_declaration.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <bouton/error.hpp>

#include "base/physical_unit.hpp"
#include "registry/parameter_value.hpp"
#include "registry/state_checks.hpp"

namespace bouton {

namespace {

/// What is wrong with the state variable that a port adds to; "" if nothing is.
std::string fault_of_state(const TypeDeclaration& type, const PortDeclaration& port) {
  const auto state = std::ranges::find(type.states, port.state, &StateDeclaration::name);
  if (state == type.states.end()) return "which is not declared; declare it with d.state";
  if (state->is_count || state->note_written) return "which is no StateArray; only to one can be added";
  if (state->is_kept) return "which is kept: that changes only where a phase learns";
  return "";
}

void check_ports(const TypeDeclaration& type) {
  for (const auto& port : type.ports) {
    if (port.state.empty()) continue;
    if (const auto wrong = fault_of_state(type, port); !wrong.empty())
      throw Error(
          fmt::format("type '{}': the port '{}' adds to the state '{}', {}", type.name, port.name, port.state, wrong));
  }
}

void check_units(const TypeDeclaration& d) {
  const auto check = [&](const char* what, const std::string& name, const std::string& unit) {
    if (!parse_unit(unit))
      throw Error(fmt::format("type '{}', {} '{}': {}", d.name, what, name, explain_no_unit(unit)));
  };
  for (const auto& port : d.ports) check("port", port.name, port.unit);
  for (const auto& p : d.parameters) check("parameter", p.name, p.unit);
  for (const auto& s : d.states) check("state variable", s.name, s.unit);
}

}  // namespace

void check_declaration(const TypeDeclaration& d) {
  if (d.name.empty()) throw Error("a type declares no name; call d.type(\"name\", \"what it is\") in declare()");
  if (d.version.empty())
    throw Error(fmt::format("type '{}' declares no version; call d.version(\"1.0\", \"author\")", d.name));
  if (d.kind == TypeKind::synapse && (d.least_sources < 1 || d.most_sources < d.least_sources))
    throw Error(fmt::format("type '{}' takes {} to {} presynaptic names; wanted at least 1, and at most no fewer",
                            d.name, d.least_sources, d.most_sources));
  if (d.kind == TypeKind::recorder && d.shapes.empty())
    throw Error(
        fmt::format("type '{}' declares that it writes nothing; name what it writes: "
                    "d.writes({{RecordShape::spikes}})",
                    d.name));
  check_states(d);
  check_units(d);
  check_ports(d);
  if (d.lists_spikes && d.output != OutputKind::spikes)
    throw Error(
        fmt::format("type '{}' is a ListingLayer, which publishes spikes; derive from Layer for other output", d.name));
  std::vector<std::string> seen;
  for (const auto& p : d.parameters) {
    if (p.default_value) {
      if (p.default_value->index() != expected_alternative(p.type))
        throw Error(fmt::format("type '{}': the default of '{}' is not of the parameter's type", d.name, p.name));
      if (const auto wrong = check_value(p, *p.default_value, 0); !wrong.empty())
        throw Error(fmt::format("type '{}', default: {}", d.name, wrong));
    }
    if (p.name.empty()) throw Error(fmt::format("type '{}' declares a parameter without a name", d.name));
    if (std::find(seen.begin(), seen.end(), p.name) != seen.end())
      throw Error(fmt::format("type '{}' declares the parameter '{}' twice", d.name, p.name));
    seen.push_back(p.name);
  }
}

}  // namespace bouton
