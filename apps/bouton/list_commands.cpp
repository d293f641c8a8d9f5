#include <chrono>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <bouton/child.hpp>

#include "commands.hpp"
#include "plan_table.hpp"
#include "print.hpp"
#include "run_record.hpp"
#include "type_json.hpp"

namespace bouton_program {

namespace {

using Json = nlohmann::ordered_json;

std::string list_types(const bouton::LoadedLibrary& library, bouton::Registry& registry) {
  std::vector<std::string> parts;
  for (const auto& name : library.types) {
    const auto& d = registry.find(name)->declaration;
    parts.push_back(fmt::format("{} {} {} ({})", to_string(d.kind), d.name, d.version, d.author));
  }
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string plugins_text(bouton::Registry& registry) {
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
    if (const auto inside = registry.inside_with_plugins(folder); !inside.empty())
      text += fmt::format("  there are plugins in {}, which is not searched; name it itself\n", inside.string());
  }
  return text;
}

Json plugins_json(bouton::Registry& registry) {
  Json json = {{"folders", Json::array()},
               {"libraries", Json::array()},
               {"refused", Json::array()},
               {"passed_over", Json::array()},
               {"not_searched", Json::array()}};
  for (const auto& folder : registry.searched()) {
    json["folders"].push_back(folder.string());
    const auto inside = registry.inside_with_plugins(folder);
    if (!inside.empty()) json["not_searched"].push_back(inside.string());
  }
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

std::string list(bouton::Registry& registry, bool as_json) {
  if (!as_json) return plugins_text(registry);
  return plugins_json(registry).dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

int list_plugins(const CommonOptions& common, bool as_json) {
  auto registry = make_registry(common);
  registry.search_default_folders();
  show("{}", list(registry, as_json));
  return done;
}

/// The same from processes of their own: each library is tried anew, and all are opened together in one that may end.
int scan_plugins(const CommonOptions& common, bool as_json) {
  constexpr std::chrono::minutes patience{10};
  auto registry = make_registry(common, bouton::LibraryFiles::in_place, bouton::Probing::always);
  registry.search_default_folders();
  const auto outcome = bouton::in_child([&] { return list(registry, as_json); }, patience);
  if (!outcome.answer)
    throw bouton::Error(
        fmt::format("the process that opened all libraries {}; 'bouton check-plugin' says more of one", outcome.end));
  show("{}", *outcome.answer);
  return done;
}

}  // namespace

int validate(const ValidateCommand& command, const CommonOptions& common) {
  const auto& file = command.file;
  auto registry = make_registry(common);
  if (command.plan) {
    bouton::NetworkOptions options;
    options.threads = 0;  // as in a run
    print_plan(bouton::Network::plan(file, registry, options));
    return done;
  }
  auto findings = bouton::Network::validate(file, registry);
  if (!findings.empty() && is_run_record(file)) findings = {no_network_file(file)};
  std::size_t errors = 0;
  for (const auto& finding : findings) {
    say_line(to_string(finding));
    errors += !finding.is_warning;
  }
  if (errors == 0) show("{} is valid\n", file.string());
  return errors == 0 ? done : wrong_input;
}

int plugins(const PluginsCommand& command, const CommonOptions& common) {
  return command.scan ? scan_plugins(common, command.as_json) : list_plugins(common, command.as_json);
}

int print_schema(const CommonOptions& common) {
  auto registry = make_registry(common);
  registry.search_default_folders();
  show("{}\n", make_schema(registry).dump(1, ' ', false, Json::error_handler_t::replace));
  return done;
}

}  // namespace bouton_program
