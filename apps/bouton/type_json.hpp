/// What types declare, as JSON and as JSON Schema.
#pragma once

#include <nlohmann/json.hpp>

#include <bouton/registry.hpp>

namespace bouton_program {

/// Everything that a type declares, and the file that it comes from.
nlohmann::ordered_json type_to_json(const bouton::RegisteredType& type);

/// A JSON Schema (draft 2020-12) of network files that use the registered types.
nlohmann::ordered_json make_schema(const bouton::Registry& registry);

}  // namespace bouton_program
