#include <algorithm>
#include <cctype>
#include <fstream>
#include <memory>

#include <fmt/format.h>

#include "commands.hpp"
#include "plugin_templates.hpp"

namespace bouton_program {

namespace {

bool is_name(const std::string& name) {
  const auto fits = [](unsigned char c) { return std::islower(c) || std::isdigit(c) || c == '_'; };
  return !name.empty() && std::islower(static_cast<unsigned char>(name[0])) &&
         std::all_of(name.begin(), name.end(), fits);
}

/// "adaptive_lif" becomes "AdaptiveLif".
std::string class_name(const std::string& name) {
  std::string result;
  bool is_start = true;
  for (const char c : name) {
    if (c != '_') result += is_start ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    is_start = c == '_';
  }
  return result;
}

std::string fill_in(std::string text, const std::string& name) {
  for (const auto& [place, value] :
       {std::pair<std::string, std::string>{"@name@", name}, {"@Class@", class_name(name)}})
    for (auto at = text.find(place); at != std::string::npos; at = text.find(place, at + value.size()))
      text.replace(at, place.size(), value);
  return text;
}

int new_plugin(const std::string& kind, const std::string& name, const std::filesystem::path& folder,
               const CommonOptions& common) {
  if (!is_name(name)) {
    fmt::print(stderr, "'{}' cannot be the name of a plugin: small letters, digits and '_', a letter first\n", name);
    return wrong_input;
  }
  auto registry = make_registry(common);
  registry.search_default_folders();
  if (const auto type = registry.find(name)) {
    fmt::print(stderr, "there is a {} type '{}' already, in {}; choose another name\n",
               to_string(type->declaration.kind), name, type->library.string());
    return wrong_input;
  }
  std::error_code error;
  if (std::filesystem::exists(folder, error) && !std::filesystem::is_empty(folder, error)) {
    fmt::print(stderr, "{} is there already and not empty; choose another folder\n", folder.string());
    return wrong_input;
  }
  std::filesystem::create_directories(folder, error);
  if (error) {
    fmt::print(stderr, "the folder {} cannot be made: {}\n", folder.string(), error.message());
    return failed;
  }
  for (const auto& file : plugin_files(kind)) {
    const auto path = folder / fill_in(file.name, name);
    std::ofstream out(path);
    out << fill_in(file.text, name);
    out.close();
    if (!out) throw bouton::Error(fmt::format("{} could not be written", path.string()));
  }
  fmt::print(
      "The {} '{}' is in {}. Build it, test it, and run its example:\n"
      "  cd {}\n"
      "  cmake -B build && cmake --build build && ctest --test-dir build --output-on-failure\n"
      "  bouton run network.json --plugin-path build\n",
      kind, name, folder.string(), folder.string());
  return done;
}

}  // namespace

void add_new_plugin(CLI::App& app, const CommonOptions& common, int& status) {
  auto* command =
      app.add_subcommand("new-plugin", "Write a folder with a plugin that builds, passes its test and runs");
  auto kind = std::make_shared<std::string>(), name = std::make_shared<std::string>();
  auto folder = std::make_shared<std::filesystem::path>();
  command->add_option("KIND", *kind, "neuron, synapse or generator")
      ->required()
      ->check(CLI::IsMember({"neuron", "synapse", "generator"}));
  command->add_option("NAME", *name, "Name of the type, for example adaptive_lif")->required();
  command->add_option("DIR", *folder, "Folder to write to; NAME if not given");
  command->callback([=, &common, &status] {
    status = new_plugin(*kind, *name, folder->empty() ? std::filesystem::path(*name) : *folder, common);
  });
}

}  // namespace bouton_program
