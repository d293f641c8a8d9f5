#include <chrono>
#include <memory>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <bouton/child.hpp>

#include "check/type_state.hpp"
#include "commands.hpp"
#include "run_record.hpp"
#include "type_json.hpp"

namespace bouton_program {

namespace {

using Json = nlohmann::ordered_json;

int validate(const std::filesystem::path& file, const CommonOptions& common) {
  auto registry = make_registry(common);
  auto findings = bouton::Network::validate(file, registry);
  if (!findings.empty() && is_run_record(file)) findings = {no_network_file(file)};
  std::size_t errors = 0;
  for (const auto& finding : findings) {
    fmt::print(stderr, "{}\n", to_string(finding));
    errors += !finding.is_warning;
  }
  if (errors == 0) fmt::print("{} is valid\n", file.string());
  return errors == 0 ? done : wrong_input;
}

std::string list_types(const bouton::LoadedLibrary& library, const bouton::Registry& registry) {
  std::vector<std::string> parts;
  for (const auto& name : library.types) {
    const auto& d = registry.find(name)->declaration;
    parts.push_back(fmt::format("{} {} {} ({})", to_string(d.kind), d.name, d.version, d.author));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string plugins_text(const bouton::Registry& registry) {
  std::string text;
  const auto add = [&](const std::filesystem::path& library, const std::string& what) {
    text += fmt::format("  {:<26} {}\n", library.filename().string(), what);
  };
  for (const auto& folder : registry.searched()) {
    std::error_code error;
    const bool is_there = std::filesystem::status(folder, error).type() != std::filesystem::file_type::not_found;
    text += fmt::format("{}{}\n", folder.string(), is_there ? "" : " (does not exist)");
    for (const auto& library : registry.libraries())
      if (library.path.parent_path() == folder) add(library.path, list_types(library, registry));
    for (const auto& refusal : registry.refusals())
      if (refusal.path.parent_path() == folder || refusal.path == folder)
        add(refusal.path, "REFUSED: " + refusal.message);
    for (const auto& [library, earlier] : registry.passed_over())
      if (library.parent_path() == folder) add(library, fmt::format("passed over: {} came first", earlier.string()));
  }
  return text;
}

Json plugins_json(const bouton::Registry& registry) {
  Json json = {{"folders", Json::array()},
               {"libraries", Json::array()},
               {"refused", Json::array()},
               {"passed_over", Json::array()}};
  for (const auto& folder : registry.searched()) json["folders"].push_back(folder.string());
  for (const auto& library : registry.libraries()) {
    Json types = Json::array();
    for (const auto& name : library.types) types.push_back(type_to_json(*registry.find(name)));
    json["libraries"].push_back({{"path", library.path.string()}, {"types", types}});
  }
  for (const auto& refusal : registry.refusals())
    json["refused"].push_back({{"path", refusal.path.string()}, {"reason", refusal.message}});
  for (const auto& [library, earlier] : registry.passed_over())
    json["passed_over"].push_back({{"path", library.string()}, {"by", earlier.string()}});
  return json;
}

std::string list(const bouton::Registry& registry, bool as_json) {
  if (!as_json) return plugins_text(registry);
  return plugins_json(registry).dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

int list_plugins(const CommonOptions& common, bool as_json) {
  auto registry = make_registry(common);
  registry.search_default_folders();
  fmt::print("{}", list(registry, as_json));
  return done;
}

/// The same from processes of their own: each library is tried anew, and all are opened together in one that may end.
int scan_plugins(const CommonOptions& common, bool as_json) {
  constexpr std::chrono::minutes patience{10};
  auto registry = make_registry(common, bouton::LibraryFiles::in_place, bouton::Trial::always);
  registry.search_default_folders();
  const auto outcome = bouton::in_child([&] { return list(registry, as_json); }, patience);
  if (!outcome.answer)
    throw bouton::Error(
        fmt::format("the process that opened all libraries {}; 'bouton check-plugin' says more of one", outcome.end));
  fmt::print("{}", *outcome.answer);
  return done;
}

int print_schema(const CommonOptions& common) {
  auto registry = make_registry(common);
  registry.search_default_folders();
  fmt::print("{}\n", make_schema(registry).dump(1, ' ', false, Json::error_handler_t::replace));
  return done;
}

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
    fmt::print("state: unknown; an element of the type cannot be made: {}\n", reason);
    return;
  }
  fmt::print("{}\n", state["state"].empty() ? "no state" : "state:");
  for (const auto& variable : state["state"]) {
    const auto text = [&](const char* key) { return variable[key].get<std::string>(); };
    std::vector<std::string> facts{"one per " + text("per")};
    if (const auto unit = text("unit"); !unit.empty()) facts.push_back("in " + unit);
    if (variable.contains("initial")) facts.push_back(fmt::format("begins at {}", variable["initial"].get<double>()));
    if (variable.value("whole", false)) facts.push_back("whole numbers");
    if (variable.value("kept", false)) facts.push_back("kept by a reset");
    fmt::print("  {:<20} {} ({})\n", text("name"), text("summary"), fmt::join(facts, "; "));
  }
  if (!reason.empty()) fmt::print("more state is unknown; an element of the type cannot be made: {}\n", reason);
}

int inspect(const std::string& name, const CommonOptions& common, bool as_json) {
  auto registry = make_registry(common);
  registry.search_default_folders();
  const auto type = registry.find(name);
  if (!type) {
    fmt::print(stderr, "{}\n", registry.explain_missing(name));
    return wrong_input;
  }
  const auto state = all_state_to_json(registry, *type);
  if (as_json) {
    auto json = type_to_json(*type);
    json["state"] = state.value("state", Json());
    fmt::print("{}\n", json.dump(2, ' ', false, Json::error_handler_t::replace));
    return done;
  }
  const auto& d = type->declaration;
  fmt::print("{} ({}): {}\n", d.name, to_string(d.kind), d.summary);
  if (!d.aliases.empty()) fmt::print("also called: {}\n", fmt::join(d.aliases, ", "));
  fmt::print("version {} by {}, in {}\n", d.version, d.author, type->library.string());
  for (const auto& port : d.ports) fmt::print("port {}: {}\n", port.name, port.summary);
  if (d.kind == bouton::TypeKind::neuron || d.kind == bouton::TypeKind::generator) {
    static constexpr const char* outputs[] = {"spikes", "analog values", "spikes or analog values"};
    fmt::print("publishes: {}\n", outputs[static_cast<int>(d.output)]);
  }
  if (d.kind == bouton::TypeKind::synapse) {
    fmt::print("presynaptic names: {}{}\n", d.least_sources,
               d.most_sources == d.least_sources ? "" : fmt::format(" to {}", d.most_sources));
    fmt::print("weights: {}; {}\n",
               d.weights == bouton::WeightsKind::matrix ? "a matrix [post][pre], dense or sparse"
                                                        : "one per unit, or one for all",
               d.single_precision ? "float64 or float32" : "float64");
  }
  fmt::print("{}\n", d.parameters.empty() ? "no parameters" : "parameters:");
  for (const auto& p : d.parameters) {
    std::vector<std::string> facts{std::string(type_text(p.type))};
    if (!p.unit.empty()) facts.push_back("in " + p.unit);
    if (const auto range = range_text(p); !range.empty()) facts.push_back(range);
    facts.push_back(default_text(p));
    fmt::print("  {:<20} {}\n  {:<20} ({})\n", p.name, p.summary, "", fmt::join(facts, "; "));
  }
  if (d.kind != bouton::TypeKind::recorder && d.kind != bouton::TypeKind::data_set) print_state(state);
  return done;
}

}  // namespace

void add_validate(CLI::App& app, const CommonOptions& common, int& status) {
  auto* command =
      app.add_subcommand("validate", "Check a network file and report all that is wrong, without running it");
  auto file = std::make_shared<std::filesystem::path>();
  command->add_option("NET.json", *file, "Network file")->required();
  command->callback([file, &common, &status] { status = validate(*file, common); });
}

void add_plugins(CLI::App& app, const CommonOptions& common, int& status) {
  auto* command = app.add_subcommand("plugins", "List the plugin libraries that are found, and why others are refused");
  auto as_json = std::make_shared<bool>(false), scan = std::make_shared<bool>(false);
  command->add_flag("--json", *as_json, "Print the list as JSON, with all that types declare");
  command->add_flag("--scan", *scan, "Try each library anew in a process of its own, whatever earlier starts found");
  command->callback(
      [=, &common, &status] { status = *scan ? scan_plugins(common, *as_json) : list_plugins(common, *as_json); });
}

void add_inspect(CLI::App& app, const CommonOptions& common, int& status) {
  auto* command = app.add_subcommand("inspect", "Show what a type declares: ports, parameters, ranges, defaults");
  auto name = std::make_shared<std::string>();
  auto as_json = std::make_shared<bool>(false);
  command->add_option("TYPE", *name, "Name of a type, for example lif")->required();
  command->add_flag("--json", *as_json, "Print it as JSON");
  command->callback([=, &common, &status] { status = inspect(*name, common, *as_json); });
}

void add_schema(CLI::App& app, const CommonOptions& common, int& status) {
  auto* command = app.add_subcommand("schema", "Print a JSON Schema of network files, with all types that are found");
  command->callback([&common, &status] { status = print_schema(common); });
}

}  // namespace bouton_program
