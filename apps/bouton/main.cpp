#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <new>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include "commands.hpp"

namespace bouton_program {

bouton::Registry make_registry(const CommonOptions& common, bouton::LibraryFiles files, bouton::Trial trial) {
  bouton::Registry registry(files, trial);
  for (const auto& folder : common.plugin_path) {
    std::error_code error;
    bouton::Registry::libraries_in(folder, error);
    if (error == std::errc::no_such_file_or_directory)
      throw CLI::ValidationError("--plugin-path", fmt::format("there is no folder {}", folder.string()));
    if (error)
      throw CLI::ValidationError("--plugin-path",
                                 fmt::format("{} {}", folder.string(), bouton::Registry::explain_unreadable(error)));
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

/// CLI11 only lists what is left over; this says what was meant.
std::string explain_left_over(const CLI::App& app) {
  const auto& given = app.get_subcommands();
  const std::string command = given.empty() ? "bouton" : "bouton " + given.front()->get_name();
  auto left = app.remaining(true);
  std::stable_partition(left.begin(), left.end(), [](const auto& word) { return word.starts_with('-'); });
  auto word = left.empty() ? std::string() : left.front();
  if (!word.starts_with('-')) return fmt::format("'{}' is one argument too many; see '{} --help'", word, command);
  word = word.substr(0, word.find('='));
  std::vector<std::string> names;
  for (const auto* level : {&app, given.empty() ? &app : static_cast<const CLI::App*>(given.front())})
    for (const auto* option : level->get_options())
      for (const auto& name : option->get_lnames()) names.push_back(name);
  const auto near = bouton::nearest_name(word.substr(std::min(word.size(), word.find_first_not_of('-'))), names);
  return fmt::format(
      "there is no option '{}'; {}", word,
      near.empty() ? fmt::format("see '{} --help'", command) : fmt::format("did you mean '--{}'?", near));
}

/// Output is buffered, so a full disk may show only now.
int check_output(int status) {
  if (std::fflush(stdout) == 0 && !std::ferror(stdout)) return status;
  fmt::print(stderr, "the standard output could not be written: {}\n", std::strerror(errno));
  return status == done ? failed : status;
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
      ->allow_extra_args(false)
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
  add_new_plugin(app, common, status);
  add_check_plugin(app, status);
  if (is_misspelt_command(app, argc, argv)) return wrong_input;
  try {
    app.parse(argc, argv);
    return status;
  } catch (const CLI::ExtrasError&) {
    fmt::print(stderr, "{}\n", explain_left_over(app));
    return wrong_input;
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? done : wrong_input;
  } catch (const bouton::InvalidNetwork& error) {
    return report(error, wrong_input);
  } catch (const bouton::PluginRefused& error) {
    return report(error, wrong_input);
  } catch (const std::bad_alloc&) {
    return report(bouton::Error("there is not enough memory for this network"), failed);
  } catch (const std::exception& error) {
    if (std::ferror(stdout)) return failed;  // said by check_output
    return report(error, failed);
  }
}

}  // namespace

}  // namespace bouton_program

int main(int argc, char** argv) {
  spdlog::set_default_logger(spdlog::stderr_color_st("bouton"));
  spdlog::set_pattern("%^%l%$: %v");
  return bouton_program::check_output(bouton_program::run_program(argc, argv));
}
