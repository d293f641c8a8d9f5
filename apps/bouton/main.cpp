#include <algorithm>
#include <cstdio>
#include <exception>
#include <new>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include "commands.hpp"

namespace bouton_program {

bouton::Registry make_registry(const CommonOptions& common, bouton::LibraryFiles files) {
  bouton::Registry registry(files, bouton::Trial::if_unknown);
  for (const auto& folder : common.plugin_path) {
    if (!std::filesystem::is_directory(folder))
      throw CLI::ValidationError("--plugin-path", fmt::format("there is no folder {}", folder.string()));
    registry.search(folder);
  }
  return registry;
}

namespace {

/// CLI11 only says that a command is missing; this says which was meant. True if argv begins with no command.
bool is_misspelt_command(const CLI::App& app, int argc, char** argv) {
  if (argc < 2 || argv[1][0] == '-') return false;
  std::vector<std::string> names;
  for (const auto* command : app.get_subcommands({})) names.push_back(command->get_name());
  if (std::find(names.begin(), names.end(), argv[1]) != names.end()) return false;
  const auto near = bouton::nearest_name(argv[1], names);
  fmt::print(
      stderr, "there is no command '{}'{}\n", argv[1],
      near.empty() ? fmt::format("; there is {}", fmt::join(names, ", ")) : fmt::format("; did you mean '{}'?", near));
  return true;
}

int report(const std::exception& error, Status status) {
  fmt::print(stderr, "{}\n", error.what());
  return status;
}

int run_program(int argc, char** argv) {
  CLI::App app(
      "Bouton runs spiking neural networks that JSON files describe.\n"
      "Begin with: bouton run NET.json");
  app.name("bouton");
  app.set_version_flag("--version", BOUTON_VERSION);
  app.require_subcommand(1);
  app.fallthrough();
  CommonOptions common;
  app.add_option("--plugin-path", common.plugin_path, "Folder with plugins, searched first (may be repeated)")
      ->type_name("DIR")
      ->expected(1)
      ->take_all();
  bool verbose = false;
  app.add_flag("--verbose", verbose, "Log what is loaded from where");
  app.parse_complete_callback([&] { spdlog::set_level(verbose ? spdlog::level::debug : spdlog::level::warn); });

  int status = done;
  add_run(app, common, status);
  add_rerun(app, common, status);
  add_validate(app, common, status);
  add_plugins(app, common, status);
  add_inspect(app, common, status);
  add_schema(app, common, status);
  add_new_plugin(app, status);
  add_check_plugin(app, status);
  if (is_misspelt_command(app, argc, argv)) return wrong_input;
  try {
    app.parse(argc, argv);
    return status;
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? done : wrong_input;
  } catch (const bouton::InvalidNetwork& error) {
    return report(error, wrong_input);
  } catch (const bouton::PluginRefused& error) {
    return report(error, wrong_input);
  } catch (const std::bad_alloc&) {
    return report(bouton::Error("there is not enough memory for this network"), failed);
  } catch (const std::exception& error) {
    return report(error, failed);
  }
}

}  // namespace

}  // namespace bouton_program

int main(int argc, char** argv) {
  spdlog::set_default_logger(spdlog::stderr_color_st("bouton"));
  spdlog::set_pattern("%^%l%$: %v");
  return bouton_program::run_program(argc, argv);
}
