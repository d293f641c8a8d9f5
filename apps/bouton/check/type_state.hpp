/// The state variables of a type: what it declares, and what an element of the type shows beside that.
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include <bouton/registry.hpp>

namespace bouton_program {

/// {"state": [{"name", "per", "unit", "summary", …}, …]}; those that are declared have "initial", "kept" and "whole" as
/// well. What is not declared is found by putting an element of the type into a small network, in a process of its own.
/// Where that fails there is a "reason", and "state" has what is declared, or is absent if nothing is.
nlohmann::ordered_json all_state_to_json(const bouton::Registry& registry, const bouton::RegisteredType& type);

}  // namespace bouton_program
