/// What types declare, as JSON and as JSON Schema.
#pragma once

#include <cstddef>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include <bouton/registry.hpp>

namespace bouton_program {

/// Everything that a type declares, and the file that it comes from.
nlohmann::ordered_json type_to_json(const bouton::RegisteredType& type);

/// What is declared of one state variable: {"name", "per", "unit", "summary", "initial", "kept", "whole"}.
nlohmann::ordered_json state_to_json(const bouton::StateDeclaration& state);

/// What stands for each value of a variable per presynaptic unit: "presynaptic unit", "unit of presynaptic name 2".
std::string source_name(std::size_t source);

/// The default of a parameter, which must have one, as a file would write it: one value for all units is a number.
nlohmann::ordered_json default_json(const bouton::ParameterDeclaration& parameter);

/// A JSON Schema (draft 2020-12) of network files that use the registered types.
nlohmann::ordered_json make_schema(bouton::Registry& registry);

}  // namespace bouton_program
