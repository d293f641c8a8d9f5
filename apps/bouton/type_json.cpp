#include "type_json.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <bouton/network.hpp>

namespace bouton_program {

namespace {

using Json = nlohmann::ordered_json;
using bouton::ParameterDeclaration;
using bouton::ParameterType;

const char* type_name(ParameterType type) {
  switch (type) {
    case ParameterType::real: return "real";
    case ParameterType::integer: return "integer";
    case ParameterType::boolean: return "boolean";
    case ParameterType::text: return "text";
    case ParameterType::path: return "path";
    case ParameterType::per_unit: return "per_unit";
    case ParameterType::list: return "list";
    case ParameterType::matrix: return "matrix";
  }
  return "";
}

Json value_json(const bouton::ParameterValue& value) {
  return std::visit(
      [](const auto& v) -> Json {
        if constexpr (std::is_same_v<std::decay_t<decltype(v)>, bouton::Matrix>) {
          Json rows = Json::array();
          for (std::size_t r = 0; r < v.rows; ++r)
            rows.push_back(Json(std::vector<double>(v.row(r).begin(), v.row(r).end())));
          return rows;
        } else {
          return v;
        }
      },
      value);
}
Json parameter_to_json(const ParameterDeclaration& p) {
  Json json = {{"name", p.name}, {"type", type_name(p.type)}, {"summary", p.summary}};
  if (!p.unit.empty()) json["unit"] = p.unit;
  json["required"] = !p.default_value && !p.may_be_absent;
  if (p.default_value) json["default"] = default_json(p);
  if (p.minimum) json["minimum"] = *p.minimum, json["minimum_excluded"] = p.minimum_excluded;
  if (p.maximum) json["maximum"] = *p.maximum, json["maximum_excluded"] = p.maximum_excluded;
  if (!p.choices.empty()) json["choices"] = p.choices;
  if (p.length) json["length"] = p.length;
  return json;
}

}  // namespace

Json default_json(const ParameterDeclaration& p) {
  if (const auto* values = std::get_if<std::vector<double>>(&*p.default_value);
      values && p.type == ParameterType::per_unit && values->size() == 1)
    return values->front();
  return value_json(*p.default_value);
}

Json type_to_json(const bouton::RegisteredType& type) {
  static constexpr const char* outputs[] = {"spikes", "analog", "either"};
  const auto& d = type.declaration;
  Json json = {{"name", d.name},
               {"kind", to_string(d.kind)},
               {"aliases", d.aliases},
               {"summary", d.summary},
               {"version", d.version},
               {"author", d.author},
               {"library", type.library.string()}};
  if (d.kind == bouton::TypeKind::neuron || d.kind == bouton::TypeKind::generator)
    json["output"] = outputs[static_cast<int>(d.output)];
  json["ports"] = Json::array();
  for (const auto& port : d.ports) {
    json["ports"].push_back({{"name", port.name}, {"summary", port.summary}});
    if (!port.unit.empty()) json["ports"].back()["unit"] = port.unit;
    if (!port.state.empty()) json["ports"].back()[port.subtracts ? "subtracts_from" : "adds_to"] = port.state;
  }
  if (d.kind == bouton::TypeKind::synapse) {
    json["sources"] = {{"least", d.least_sources}, {"most", d.most_sources}};
    json["weights"] = d.weights == bouton::WeightsKind::matrix ? "matrix" : "diagonal";
    json["float32"] = d.single_precision;
  }
  if (d.kind == bouton::TypeKind::recorder) {
    json["writes"] = Json::array();
    for (const auto shape : d.shapes) json["writes"].push_back(to_string(shape));
    json["several_targets"] = d.several_targets;
    json["one_sample"] = d.one_sample;
  }
  json["parameters"] = Json::array();
  for (const auto& p : d.parameters) json["parameters"].push_back(parameter_to_json(p));
  json["state"] = Json::array();
  for (const auto& s : d.states) json["state"].push_back(state_to_json(s));
  return json;
}

std::string source_name(std::size_t source) {
  return source == 0 ? "presynaptic unit" : fmt::format("unit of presynaptic name {}", source + 1);
}

Json state_to_json(const bouton::StateDeclaration& s) {
  return {{"name", s.name},       {"per", s.source ? source_name(*s.source) : "unit"},
          {"unit", s.unit},       {"summary", s.summary},
          {"initial", s.initial}, {"kept", s.is_kept},
          {"whole", s.is_count}};
}

}  // namespace bouton_program
