#include <algorithm>
#include <cctype>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "commands.hpp"
#include "plugin_templates.hpp"
#include "print.hpp"

namespace bouton_program {

namespace {

bool is_name(const std::string& name) {
  const auto fits = [](unsigned char c) { return std::islower(c) || std::isdigit(c) || c == '_'; };
  return !name.empty() && std::islower(static_cast<unsigned char>(name[0])) &&
         std::all_of(name.begin(), name.end(), fits);
}

/// Targets that CMake makes itself, and the name of the package that the plugin looks for.
bool is_taken_by_cmake(std::string_view name) {
  constexpr std::string_view taken[] = {"all",
                                        "bouton",
                                        "clean",
                                        "codegen",
                                        "depend",
                                        "edit_cache",
                                        "help",
                                        "install",
                                        "install_local",
                                        "install_strip",
                                        "list_install_components",
                                        "package",
                                        "package_source",
                                        "preinstall",
                                        "rebuild_cache",
                                        "run_tests",
                                        "test",
                                        "uninstall",
                                        "zero_check"};
  return std::ranges::find(taken, name) != std::end(taken);
}

/// Types that the tests of the templates make for themselves.
bool is_taken_by_template(std::string_view name) { return name == "follower" || name == "target" || name == "carrier"; }

/// Why a plugin cannot have that name; "" if it can.
std::string why_no_name(const std::string& name) {
  constexpr std::size_t longest = 100;
  if (!is_name(name)) return "small letters, digits and '_', a letter first";
  if (name.size() > longest)
    return fmt::format("it has {} letters, and files are named after it; {} are enough", name.size(), longest);
  if (is_taken_by_cmake(name))
    return fmt::format("CMake uses that name itself, and the plugin's target would have it; take for example 'my_{}'",
                       name);
  if (is_taken_by_template(name))
    return fmt::format("the plugin's test uses that name itself; take for example 'my_{}'", name);
  return "";
}

}  // namespace

int new_plugin(const NewPluginCommand& command, const CommonOptions& common) {
  const auto& [kind, name, given_folder] = command;
  const auto folder = given_folder.empty() ? std::filesystem::path(name) : given_folder;
  if (std::ranges::find(plugin_kinds, kind) == plugin_kinds.end()) {
    const auto near = bouton::nearest_name(kind, {plugin_kinds.begin(), plugin_kinds.end()});
    say("there is no kind '{}'; {}", kind,
        near.empty() ? fmt::format("there is {}", fmt::join(plugin_kinds, ", "))
                     : fmt::format("did you mean '{}'?", near));
    return wrong_input;
  }
  if (const auto why = why_no_name(name); !why.empty()) {
    say("'{}' cannot be the name of a plugin: {}", name, why);
    return wrong_input;
  }
  auto registry = make_registry(common);
  registry.search_default_folders();
  if (const auto type = registry.find(name)) {
    say("there is a {} type '{}' already, in {}; choose another name", to_string(type->declaration.kind), name,
        type->library.string());
    return wrong_input;
  }
  std::error_code error;
  if (std::filesystem::exists(folder, error) && !std::filesystem::is_empty(folder, error)) {
    say("{} is there already and not empty; choose another folder", folder.string());
    return wrong_input;
  }
  std::filesystem::create_directories(folder, error);
  if (error) {
    say("the folder {} cannot be made: {}", folder.string(), error.message());
    return failed;
  }
  for (const auto& file : plugin_files(kind, name))
    bouton::write_file(folder / file.name, [&](std::ostream& out) { out << file.text; });
  show(
      "The {} '{}' is in {}. Build it, test it, and run its example:\n"
      "  cd {}\n"
      "  cmake -B build && cmake --build build && ctest --test-dir build --output-on-failure\n"
      "  bouton run network.json --plugin-path build\n",
      kind, name, folder.string(), folder.string());
  return done;
}

}  // namespace bouton_program
