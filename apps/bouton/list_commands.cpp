#include <memory>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "commands.hpp"

namespace bouton_program {

namespace {

int validate(const std::filesystem::path& file, const CommonOptions& common) {
  auto registry = make_registry(common);
  const auto findings = bouton::Network::validate(file, registry);
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

int list_plugins(const CommonOptions& common) {
  auto registry = make_registry(common);
  registry.search_default_folders();
  for (const auto& folder : registry.searched()) {
    fmt::print("{}{}\n", folder.string(), std::filesystem::is_directory(folder) ? "" : " (does not exist)");
    for (const auto& library : registry.libraries())
      if (library.path.parent_path() == folder)
        fmt::print("  {:<26} {}\n", library.path.filename().string(), list_types(library, registry));
    for (const auto& refusal : registry.refusals())
      if (refusal.path.parent_path() == folder || refusal.path == folder)
        fmt::print("  {:<26} REFUSED: {}\n", refusal.path.filename().string(), refusal.message);
  }
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

int inspect(const std::string& name, const CommonOptions& common) {
  auto registry = make_registry(common);
  registry.search_default_folders();
  const auto type = registry.find(name);
  if (!type) {
    fmt::print(stderr, "{}\n", registry.explain_missing(name));
    return wrong_input;
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
    fmt::print("weights: {}\n", d.weights == bouton::WeightsKind::matrix ? "a matrix [post][pre], dense or sparse"
                                                                         : "one per unit, or one for all");
  }
  fmt::print("{}\n", d.parameters.empty() ? "no parameters" : "parameters:");
  for (const auto& p : d.parameters) {
    std::vector<std::string> facts{std::string(type_text(p.type))};
    if (!p.unit.empty()) facts.push_back("in " + p.unit);
    if (const auto range = range_text(p); !range.empty()) facts.push_back(range);
    facts.push_back(default_text(p));
    fmt::print("  {:<20} {}\n  {:<20} ({})\n", p.name, p.summary, "", fmt::join(facts, "; "));
  }
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
  command->callback([&common, &status] { status = list_plugins(common); });
}

void add_inspect(CLI::App& app, const CommonOptions& common, int& status) {
  auto* command = app.add_subcommand("inspect", "Show what a type declares: ports, parameters, ranges, defaults");
  auto name = std::make_shared<std::string>();
  command->add_option("TYPE", *name, "Name of a type, for example lif")->required();
  command->callback([name, &common, &status] { status = inspect(*name, common); });
}

}  // namespace bouton_program
