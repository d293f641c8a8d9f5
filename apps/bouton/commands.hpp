/// The commands of the program. Each adds its options to the command line and returns what to do.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include <bouton/bouton.hpp>

namespace bouton_program {

/// Exit status of the program.
enum Status { done = 0, failed = 1, wrong_input = 2, interrupted = 130 };

/// Options that every command has.
struct CommonOptions {
  std::vector<std::filesystem::path> plugin_path;
};

/// The folders of --plugin-path; the default folders follow once the network file's own plugins are known.
bouton::Registry make_registry(const CommonOptions& common, bouton::LibraryFiles files = bouton::LibraryFiles::in_place,
                               bouton::Trial trial = bouton::Trial::if_unknown);

void add_run(CLI::App& app, const CommonOptions& common, int& status);
void add_rerun(CLI::App& app, const CommonOptions& common, int& status);
void add_validate(CLI::App& app, const CommonOptions& common, int& status);
void add_plugins(CLI::App& app, const CommonOptions& common, int& status);
void add_inspect(CLI::App& app, const CommonOptions& common, int& status);
void add_schema(CLI::App& app, const CommonOptions& common, int& status);
void add_check_plugin(CLI::App& app, int& status);
void add_new_plugin(CLI::App& app, const CommonOptions& common, int& status);

}  // namespace bouton_program
