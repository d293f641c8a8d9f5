/// What the JSON Schema of network files is put together from.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <bouton/registry.hpp>

namespace bouton_program::schema_parts {

using Json = nlohmann::ordered_json;

inline Json reference(const char* name) { return {{"$ref", fmt::format("#/$defs/{}", name)}}; }
inline Json array_of(Json items) { return {{"type", "array"}, {"items", std::move(items)}}; }
inline Json any_of(std::vector<Json> all) { return {{"anyOf", std::move(all)}}; }
inline const Json text = {{"type", "string"}};
inline const Json number = {{"type", "number"}};
/// No unit begins with an e, which could belong to the number.
inline constexpr const char* quantity_pattern =
    "^ *[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)?( +[^ ]|[A-DF-Za-df-z\u00b5\u03bc\u03a9(/])";
inline const Json truth = {{"type", "boolean"}};

/// A number, or one with its unit.
inline const Json number_or_quantity = any_of({number, reference("quantity")});

inline Json count_from(int least) { return {{"type", "integer"}, {"minimum", least}}; }

/// So many steps, or a time.
inline Json steps_from(int least) { return any_of({count_from(least), reference("quantity")}); }

/// An object with these members and no others.
inline Json object(Json properties, std::vector<std::string> required = {}) {
  Json schema = {{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
  if (!required.empty()) schema["required"] = std::move(required);
  return schema;
}

inline Json described(Json schema, const std::string& description) {
  schema["description"] = description;
  return schema;
}

}  // namespace bouton_program::schema_parts

namespace bouton_program {

/// An object whose member `key` is the name of a type of this kind, and whose `params` and `initial` are that type's.
schema_parts::Json typed(schema_parts::Json schema, bouton::Registry& registry, bouton::TypeKind kind,
                         const char* key = "type");

/// An entry of `record`.
schema_parts::Json record_schema(bouton::Registry& registry);

}  // namespace bouton_program
