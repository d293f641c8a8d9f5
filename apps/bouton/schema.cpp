// The JSON Schema of network files.
#include <algorithm>
#include <limits>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <bouton/network.hpp>

#include "schema_parts.hpp"
#include "type_json.hpp"

namespace bouton_program {

using namespace schema_parts;

namespace {

using bouton::ParameterDeclaration;
using bouton::ParameterType;

/// A number of this type in the parameter's range; where it has a unit, also a quantity, whose range cannot be said.
Json number_in_range(const ParameterDeclaration& p, const char* type) {
  Json schema = {{"type", type}};
  if (p.minimum) schema[p.minimum_excluded ? "exclusiveMinimum" : "minimum"] = *p.minimum;
  if (p.maximum) schema[p.maximum_excluded ? "exclusiveMaximum" : "maximum"] = *p.maximum;
  return p.unit.empty() ? schema : any_of({schema, reference("quantity")});
}

/// The ways to write `array`: itself, or with the unit of its plain numbers, which are then in no range that could be
/// said.
std::vector<Json> arrays(const Json& array, const Json& in_other_unit) {
  return {array, object({{"values", in_other_unit}, {"unit", reference("unit")}}, {"values"})};
}
std::vector<Json> arrays(const Json& array) { return arrays(array, array); }
const Json row = array_of(number_or_quantity);

Json parameter_schema(const ParameterDeclaration& p, bool may_bind) {
  Json schema;
  switch (p.type) {
    case ParameterType::real: schema = number_in_range(p, "number"); break;
    case ParameterType::integer: schema = number_in_range(p, "integer"); break;
    case ParameterType::boolean: schema = truth; break;
    case ParameterType::text:
    case ParameterType::path:
      schema = text;
      if (!p.choices.empty()) schema["enum"] = p.choices;
      break;
    case ParameterType::list:
      schema = array_of(number_in_range(p, "number"));
      if (p.length) schema["minItems"] = schema["maxItems"] = p.length;
      schema = any_of(arrays(schema, row));
      break;
    case ParameterType::per_unit: {
      auto ways = arrays(array_of(number_in_range(p, "number")), row);
      ways.insert(ways.end(), {number_in_range(p, "number"), reference("values"), reference("file")});
      if (may_bind) ways.push_back(reference("field"));
      schema = any_of(ways);
      break;
    }
    case ParameterType::matrix: {
      auto ways = arrays(array_of(array_of(number_in_range(p, "number"))), array_of(row));
      ways.push_back(reference("file"));
      if (p.row_per_unit) ways.push_back(reference("values"));
      schema = any_of(ways);
      break;
    }
  }
  if (p.default_value) schema["default"] = default_json(p);
  return described(schema, p.unit.empty() ? p.summary : fmt::format("{} ({})", p.summary, p.unit));
}

/// The parameters whose names begin with `prefix`, groups as objects.
Json parameters_schema(const bouton::TypeDeclaration& type, const std::string& prefix, bool may_bind) {
  Json properties = Json::object();
  std::vector<std::string> required;
  const auto require = [&](const std::string& name) {
    if (std::find(required.begin(), required.end(), name) == required.end()) required.push_back(name);
  };
  for (const auto& p : type.parameters) {
    if (!p.name.starts_with(prefix)) continue;
    const auto rest = p.name.substr(prefix.size());
    const auto name = rest.substr(0, rest.find('.'));
    if (name == rest)
      properties[name] = parameter_schema(p, may_bind);
    else if (!properties.contains(name))
      properties[name] = parameters_schema(type, prefix + name + ".", may_bind);
    if (!p.default_value && !p.may_be_absent) require(name);
  }
  return object(properties, required);
}

/// Where the state of a type begins.
Json initial_schema(const bouton::TypeDeclaration& type) {
  Json properties = Json::object();
  for (const auto& s : type.states) {
    Json value = s.is_count ? Json{{"type", "integer"}} : number;
    if (!s.unit.empty()) value = any_of({value, reference("quantity")});
    auto ways = arrays(array_of(value), row);
    ways.insert(ways.end(), {value, reference("values"), reference("file")});
    Json schema = any_of(ways);
    schema["default"] = s.initial;
    properties[s.name] = described(schema, s.unit.empty() ? s.summary : fmt::format("{} ({})", s.summary, s.unit));
  }
  return object(properties);
}

/// What a synapse of one type takes beside its parameters: how many presynaptic names, and weights of which form.
void add_synapse_rules(const bouton::TypeDeclaration& d, Json& then) {
  const Json names = {{"type", "array"}, {"items", text}, {"minItems", d.least_sources}, {"maxItems", d.most_sources}};
  then["properties"]["from"] = d.least_sources > 1 ? names : any_of({text, names});
  const bool is_matrix = d.weights == bouton::WeightsKind::matrix;
  then["properties"]["weights"] = reference(is_matrix ? "weights" : "row_of_weights");
  if (!is_matrix) {
    then["required"].push_back("weights");
    return;
  }
  const Json own_weights = {
      {"required", {"connect"}},
      {"properties",
       {{"connect", {{"required", {"rule"}}, {"properties", {{"rule", {{"const", "receptive_field"}}}}}}}}}};
  then["anyOf"] = {{{"required", {"weights"}}}, own_weights};
}

}  // namespace

Json typed(Json schema, bouton::Registry& registry, bouton::TypeKind kind, const char* key) {
  const bool has_state = kind != bouton::TypeKind::data_set && kind != bouton::TypeKind::recorder;
  std::vector<std::string> names;
  Json choices = Json::array();
  for (const auto& type : registry.types()) {
    const auto& d = type->declaration;
    if (d.kind != kind) continue;
    std::vector<std::string> own{d.name};
    own.insert(own.end(), d.aliases.begin(), d.aliases.end());
    names.insert(names.end(), own.begin(), own.end());
    const auto params = described(parameters_schema(d, "", kind == bouton::TypeKind::generator), d.summary);
    Json then = {{"properties", {{"params", params}}}, {"required", Json::array()}};
    if (has_state) then["properties"]["initial"] = initial_schema(d);
    if (params.contains("required")) then["required"].push_back("params");
    if (kind == bouton::TypeKind::synapse) add_synapse_rules(d, then);
    choices.push_back(
        {{"if", {{"properties", {{key, {{"enum", own}}}}}, {"required", {key}}}}, {"then", std::move(then)}});
  }
  schema["properties"][key] = {{"enum", names}};
  schema["properties"]["params"] = {{"type", "object"}};
  if (has_state) schema["properties"]["initial"] = {{"type", "object"}};
  if (!choices.empty()) schema["allOf"] = std::move(choices);
  return schema;
}

namespace {

/// A constant or a distribution; `more` are members beside it.
Json value_rules(const Json& more) {
  const auto rule = [&](Json properties, std::vector<std::string> required) {
    properties["clip"] = described({{"type", "array"}, {"items", number_or_quantity}, {"minItems", 2}, {"maxItems", 2}},
                                   "smallest and largest value");
    properties["unit"] = reference("unit");
    properties.update(more);
    return object(properties, std::move(required));
  };
  const auto distribution = [&](const char* name, const char* first, const Json& first_range, const char* second,
                                const Json& second_range) {
    return rule({{"distribution", {{"const", name}}}, {first, first_range}, {second, second_range}},
                {"distribution", first, second});
  };
  const Json not_negative = {{"type", "number"}, {"minimum", 0}};
  const Json positive = {{"type", "number"}, {"exclusiveMinimum", 0}};
  const Json scale = any_of({not_negative, reference("quantity")});
  return any_of({rule({{"constant", number_or_quantity}}, {"constant"}),
                 distribution("uniform", "low", number_or_quantity, "high", number_or_quantity),
                 distribution("normal", "mean", number_or_quantity, "std", scale),
                 distribution("lognormal", "mu", number, "sigma", not_negative),
                 distribution("gamma", "shape", positive, "scale", scale)});
}

Json probability() { return {{"type", "number"}, {"minimum", 0}, {"maximum", 1}}; }

const Json multapses = described(truth, "a pair may have several connections");

Json weights_file_schema() {
  return object(
      {{"file", described(text, "numbers: .csv, .npy or .mtx")}, {"unit", reference("unit")}, {"multapses", multapses}},
      {"file"});
}

Json entries_schema() {
  const Json pair = {{"type", "array"}, {"minItems", 3}, {"maxItems", 4}, {"items", number_or_quantity}};
  return object({{"entries", described(array_of(pair), "[post, pre, value], or all of them [post, pre, value, delay]")},
                 {"unit", reference("unit")},
                 {"multapses", multapses}},
                {"entries"});
}

Json identity_schema() { return object({{"identity", number_or_quantity}, {"unit", reference("unit")}}, {"identity"}); }

Json weights_schema() {
  auto ways = arrays(array_of(row));
  ways.insert(ways.end(),
              {value_rules({{"density", described(probability(), "each pair has a weight with this probability")}}),
               identity_schema(), entries_schema(), weights_file_schema()});
  return described(any_of(ways), "a matrix [post][pre], or an object; in the unit of the port");
}

Json row_of_weights_schema() {
  auto ways = arrays(row);
  ways.insert(ways.end(),
              {number_or_quantity, reference("values"), identity_schema(), entries_schema(), weights_file_schema()});
  return described(any_of(ways), "one weight per unit, one for all, or an object; in the unit of the port");
}

Json connect_schema() {
  const auto rule = [](const char* name, Json properties, std::vector<std::string> required, bool autapses) {
    properties["rule"] = {{"const", name}};
    if (autapses) properties["autapses"] = truth;
    required.push_back("rule");
    return object(properties, required);
  };
  const Json sides = {{"type", "array"}, {"items", count_from(1)}, {"minItems", 2}, {"maxItems", 2}};
  const Json pair = {{"type", "array"}, {"items", count_from(0)}, {"minItems", 2}, {"maxItems", 2}};
  return any_of({rule("all_to_all", {}, {}, true), rule("one_to_one", {}, {}, false),
                 rule("fixed_indegree", {{"indegree", count_from(0)}, {"multapses", multapses}}, {"indegree"}, true),
                 rule("fixed_outdegree", {{"outdegree", count_from(0)}, {"multapses", multapses}}, {"outdegree"}, true),
                 rule("fixed_total", {{"total", count_from(0)}, {"multapses", multapses}}, {"total"}, true),
                 rule("fixed_probability", {{"p", probability()}}, {"p"}, true),
                 rule("pairs", {{"pairs", array_of(pair)}, {"multapses", multapses}}, {"pairs"}, false),
                 rule("pairs", {{"file", text}, {"multapses", multapses}}, {"file"}, false),
                 rule("receptive_field",
                      {{"shape", sides},
                       {"window", sides},
                       {"groups", array_of(object({{"count", count_from(0)}, {"weight", number_or_quantity}},
                                                  {"count", "weight"}))}},
                      {"shape", "window", "groups"}, false)});
}

Json phase_schema() {
  const Json changes = {{"type", "object"}, {"additionalProperties", {{"type", "object"}}}};
  Json common = {{"name", {{"type", "string"}, {"pattern", "^[^,\"\\r\\n]*$"}}},
                 {"learn", described(truth, "weights change; true if not said")},
                 {"set", described(changes, "{element: {parameter: value}}, changed before the phase")},
                 {"repeat", count_from(1)}};
  const auto one_of = [](std::vector<std::string> keys) {
    Json ways = Json::array();
    for (const auto& key : keys) ways.push_back({{"required", {key}}});
    return ways;
  };
  Json steps = common, trials = common;
  steps["steps"] = steps_from(0);
  steps["reset"] = truth;
  trials["steps"] = described(steps_from(1), "of each trial");
  trials["flush"] = described(steps_from(0), "steps after each trial in which inputs are silent");
  trials["reset"] = {{"enum", {"none", "state"}}};
  trials["trials"] = object({{"data", text}, {"from", count_from(0)}, {"count", count_from(1)}}, {"data"});
  Json some_steps = object(steps);
  some_steps["anyOf"] = one_of({"steps", "reset", "set"});  // or it does nothing
  return any_of({some_steps, object(trials, {"trials", "steps"}),
                 object({{"repeat", count_from(1)}, {"run", array_of(reference("phase"))}}, {"run"})});
}

Json named(Json properties, std::vector<std::string> required) {
  properties["name"] = {{"type", "string"}, {"pattern", "^[^\\u0000-\\u001f\\u007f]+$"}};
  required.push_back("name");
  return object(properties, required);
}

Json synapse_schema(bouton::Registry& registry) {
  Json steps = count_from(0);
  steps["maximum"] = bouton::longest_delay;
  steps = any_of({steps, reference("quantity")});
  auto ways = arrays(array_of(row));
  ways.insert(ways.end(), {reference("values"), reference("file")});
  const Json of_connections = any_of(ways);
  const Json delay = any_of({steps, array_of(steps), of_connections});
  const Json time = any_of({{{"type", "number"}, {"minimum", 0}}, reference("quantity")});
  const Json delay_ms = any_of({time, array_of(time), of_connections});
  Json properties = {
      {"from", described(any_of({text, {{"type", "array"}, {"items", text}, {"minItems", 1}}}),
                         "the presynaptic name, or [source, modulator]")},
      {"to", described(text, "a layer")},
      {"port", text},
      {"syn_type", {{"enum", {"hybrid", "exc", "inh"}}}},
      {"weights", Json::object()},  // as the type says
      {"connect", reference("connect")},
      {"dtype", described({{"enum", {"float64", "float32"}}}, "how weights are stored; float64 if not said")},
      {"delay",
       described(delay,
                 "in steps; by default 0 from an input and 1 from a layer; a distribution, matrix or file gives "
                 "each connection its own")},
      {"delay_ms", described(delay_ms, "the same in ms, a whole multiple of dt if it is not drawn")},
      {"dendritic_delay", described(steps, "in steps, behind the synapse; 0 if not said")},
      {"transform", reference("transform")},
      {"transform_mod", reference("transform")}};
  return typed(named(properties, {"type", "from", "to"}), registry, bouton::TypeKind::synapse);
}

Json definitions(bouton::Registry& registry) {
  using bouton::TypeKind;
  const Json direct = object({{"from", text}, {"port", text}, {"delay", steps_from(0)}}, {"from"});
  Json defs;
  defs["quantity"] =
      described({{"type", "string"}, {"pattern", quantity_pattern}}, "a number with its unit: \"20 ms\"");
  defs["unit"] = described(text, "of the plain numbers in this object: \"mV\"");
  defs["file"] =
      object({{"file", described(text, "numbers: .csv, .npy or .mtx")}, {"unit", reference("unit")}}, {"file"});
  defs["values"] = value_rules(Json::object());
  defs["field"] = object({{"data", described(text, "a field of the present sample")},
                          {"scale", number_or_quantity},
                          {"hold_in_flush", truth},
                          {"learning_only", truth}},
                         {"data"});
  defs["weights"] = weights_schema();
  defs["row_of_weights"] = row_of_weights_schema();
  defs["connect"] = connect_schema();
  defs["transform"] = typed(object(Json::object(), {"type"}), registry, TypeKind::transform);
  defs["source"] = typed(object(Json::object(), {"type"}), registry, TypeKind::generator);
  Json size = count_from(1);
  size["maximum"] = std::numeric_limits<bouton::Unit>::max() - 1;
  defs["input"] = named({{"size", size}, {"source", reference("source")}}, {"size"});
  Json several = array_of(any_of({text, direct}));
  several["minItems"] = 1;
  defs["layer"] = typed(
      named({{"size", size}, {"input", described(any_of({text, direct, several}), "fed straight, unit i to unit i")}},
            {"size", "type"}),
      registry, TypeKind::neuron);
  defs["synapse"] = synapse_schema(registry);
  defs["data"] = typed(named(Json::object(), {"type"}), registry, TypeKind::data_set);
  defs["record"] = record_schema(registry);
  defs["phase"] = phase_schema();
  return defs;
}

}  // namespace

Json make_schema(bouton::Registry& registry) {
  Json properties = {{"$schema", text},
                     {"bouton", {{"const", 1}, {"description", "version of the format"}}},
                     {"name", text},
                     {"seed", count_from(0)},
                     {"dt",
                      {{"anyOf", {{{"type", "number"}, {"exclusiveMinimum", 0}}, reference("quantity")}},
                       {"default", 1.0},
                       {"description", "length of a step in ms"}}},
                     {"plugins", described(array_of(text), "libraries, relative to this file")},
                     {"data", array_of(reference("data"))},
                     {"inputs", array_of(reference("input"))},
                     {"layers", array_of(reference("layer"))},
                     {"synapses", array_of(reference("synapse"))},
                     {"outputs", array_of(text)},
                     {"record", array_of(reference("record"))},
                     {"readout", object({{"of", text},
                                         {"rule", {{"enum", {"spike_count"}}}},
                                         {"ties", {{"enum", {"lowest", "input"}}}},
                                         {"target", text}},
                                        {"of", "rule"})},
                     {"run", array_of(reference("phase"))}};
  Json schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"title", "Bouton network"}};
  schema.update(object(properties, {"bouton"}));
  schema["$defs"] = definitions(registry);
  return schema;
}

}  // namespace bouton_program
