#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "check/type_state.hpp"
#include "commands.hpp"
#include "print.hpp"
#include "type_json.hpp"

namespace bouton_program {

namespace {

using Json = nlohmann::ordered_json;

std::string default_text(const bouton::ParameterDeclaration& p) {
  if (!p.default_value) return p.may_be_absent ? "optional" : "required";
  return "default " + std::visit(
                          [](const auto& value) -> std::string {
                            using T = std::decay_t<decltype(value)>;
                            if constexpr (std::is_same_v<T, bouton::Matrix>)
                              return "a matrix";
                            else if constexpr (std::is_same_v<T, std::vector<double>>)
                              return value.size() == 1 ? fmt::format("{}", value[0])
                                                       : fmt::format("[{}]", fmt::join(value, ", "));
                            else if constexpr (std::is_same_v<T, std::string>)
                              return fmt::format("\"{}\"", value);
                            else
                              return fmt::format("{}", value);
                          },
                          *p.default_value);
}

std::string_view type_text(bouton::ParameterType type) {
  switch (type) {
    case bouton::ParameterType::real: return "number";
    case bouton::ParameterType::integer: return "whole number";
    case bouton::ParameterType::boolean: return "true or false";
    case bouton::ParameterType::text: return "text";
    case bouton::ParameterType::path: return "path";
    case bouton::ParameterType::per_unit: return "number, or one per unit";
    case bouton::ParameterType::list: return "numbers";
    case bouton::ParameterType::matrix: return "matrix";
  }
  return "";
}

std::string range_text(const bouton::ParameterDeclaration& p) {
  std::vector<std::string> parts;
  if (p.minimum) parts.push_back(fmt::format("{} {}", p.minimum_excluded ? ">" : ">=", *p.minimum));
  if (p.maximum) parts.push_back(fmt::format("{} {}", p.maximum_excluded ? "<" : "<=", *p.maximum));
  if (!p.choices.empty()) parts.push_back(fmt::format("one of {}", fmt::join(p.choices, ", ")));
  if (p.length) parts.push_back(fmt::format("{} of them", p.length));
  return fmt::format("{}", fmt::join(parts, ", "));
}

void print_state(const Json& state) {
  const auto reason = state.value("reason", "");
  if (!state.contains("state")) {
    show("state: unknown; an element of the type cannot be made: {}\n", reason);
    return;
  }
  show("{}\n", state["state"].empty() ? "no state" : "state:");
  for (const auto& variable : state["state"]) {
    const auto text = [&](const char* key) { return variable[key].get<std::string>(); };
    std::vector<std::string> facts{"one per " + text("per")};
    if (const auto unit = text("unit"); !unit.empty()) facts.push_back("in " + unit);
    if (variable.contains("initial")) facts.push_back(fmt::format("begins at {}", variable["initial"].get<double>()));
    if (variable.value("whole", false)) facts.push_back("whole numbers");
    if (variable.value("kept", false)) facts.push_back("kept by a reset");
    show("  {:<20} {} ({})\n", text("name"), text("summary"), fmt::join(facts, "; "));
  }
  if (!reason.empty()) show("more state is unknown; an element of the type cannot be made: {}\n", reason);
}

}  // namespace

int inspect(const InspectCommand& command, const CommonOptions& common) {
  const auto& name = command.type;
  auto registry = make_registry(common);
  registry.search_default_folders();
  const auto type = registry.find(name);
  if (!type) {
    say_line(registry.explain_missing(name));
    return wrong_input;
  }
  const auto state = all_state_to_json(registry, *type);
  if (command.as_json) {
    auto json = type_to_json(*type);
    json["state"] = state.value("state", Json());
    show("{}\n", json.dump(2, ' ', false, Json::error_handler_t::replace));
    return done;
  }
  const auto& d = type->declaration;
  show("{} ({}): {}\n", d.name, to_string(d.kind), d.summary);
  if (!d.aliases.empty()) show("also called: {}\n", fmt::join(d.aliases, ", "));
  show("version {} by {}, in {}\n", d.version, d.author, type->library.string());
  for (const auto& port : d.ports)
    show("port {}: {}{}{}\n", port.name, port.summary, port.unit.empty() ? "" : fmt::format(" (in {})", port.unit),
         port.state.empty() ? "" : fmt::format("; {} '{}'", port.subtracts ? "subtracts from" : "adds to", port.state));
  if (d.kind == bouton::TypeKind::neuron || d.kind == bouton::TypeKind::generator) {
    static constexpr const char* outputs[] = {"spikes", "analog values", "spikes or analog values"};
    show("publishes: {}\n", outputs[static_cast<int>(d.output)]);
  }
  if (d.kind == bouton::TypeKind::synapse) {
    show("presynaptic names: {}{}\n", d.least_sources,
         d.most_sources == d.least_sources ? "" : fmt::format(" to {}", d.most_sources));
    show("weights: {}; {}\n",
         d.weights == bouton::WeightsKind::matrix ? "a matrix [post][pre], dense or sparse"
                                                  : "one per unit, or one for all",
         d.single_precision ? "float64 or float32" : "float64");
  }
  if (d.kind == bouton::TypeKind::recorder) {
    std::vector<std::string_view> shapes;
    for (const auto shape : d.shapes) shapes.push_back(to_string(shape));
    show("writes: {}{}\n", fmt::join(shapes, ", "), d.one_sample ? "; a file holds one sample" : "");
    show("a file holds {}\n", d.several_targets ? "what is recorded of several elements" : "one recording");
  }
  show("{}\n", d.parameters.empty() ? "no parameters" : "parameters:");
  for (const auto& p : d.parameters) {
    std::vector<std::string> facts{std::string(type_text(p.type))};
    if (!p.unit.empty()) facts.push_back("in " + p.unit);
    if (const auto range = range_text(p); !range.empty()) facts.push_back(range);
    facts.push_back(default_text(p));
    show("  {:<20} {}\n  {:<20} ({})\n", p.name, p.summary, "", fmt::join(facts, "; "));
  }
  if (d.kind != bouton::TypeKind::recorder && d.kind != bouton::TypeKind::data_set) print_state(state);
  return done;
}

}  // namespace bouton_program
