/// The state variables of a type, as an element of the type shows them.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include <bouton/registry.hpp>

namespace bouton_program {

/// {"state": [{"name", "per", "unit", "summary"}, …]}, or {"reason": why they cannot be listed}. Puts an element of the
/// type into a small network, in a process of its own.
nlohmann::ordered_json state_to_json(const bouton::Registry& registry, const bouton::RegisteredType& type);

}  // namespace bouton_program
