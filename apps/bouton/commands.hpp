/// The commands of the program: what the command line says to each, and what each does with it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <bouton/bouton.hpp>

namespace bouton_program {

/// Exit status of the program.
enum Status { done = 0, failed = 1, wrong_input = 2, interrupted = 130 };

/// A value on the command line that cannot be used.
struct WrongCommandLine : std::runtime_error {
  WrongCommandLine(const std::string& option, const std::string& why) : std::runtime_error(option + ": " + why) {}
};

/// Options that every command has.
struct CommonOptions {
  std::vector<std::filesystem::path> plugin_path;
  bool verbose = false;
};

/// The folders of --plugin-path; the default folders follow once the network file's own plugins are known. Throws
/// WrongCommandLine for a folder that cannot be searched.
bouton::Registry make_registry(const CommonOptions& common, bouton::LibraryFiles files = bouton::LibraryFiles::in_place,
                               bouton::Probing probing = bouton::Probing::if_unknown);

struct RunCommand {
  std::filesystem::path file;
  std::filesystem::path out = "out";
  std::string steps;  ///< a number, or a time; "": the file's phases
  std::optional<std::uint64_t> seed;
  std::size_t threads = 0;
  std::vector<std::string> replacements;  ///< POINTER=VALUE
  bool no_learn = false;
  bool quiet = false;
  bool json = false;
  std::optional<std::uint16_t> serve;  ///< a port, 0 for any
  std::string serve_address = "127.0.0.1";
  bool paused = false;
  bool watch = false;
  bool profile = false;
  bool trap_nan = false;
  bool report = false;
};

struct RerunCommand {
  std::filesystem::path file;
  std::filesystem::path out = "rerun";
  bool quiet = false;
};

struct GraphCommand {
  std::filesystem::path file;
  bool svg = false;
  bool schedule = false;
  std::size_t threads = 0;
};

struct ReportCommand {
  std::filesystem::path folder;  ///< that a run wrote to, or the run.json in it
  std::filesystem::path out;     ///< "report.html" in that folder if it is empty
  bool quiet = false;
};

struct PluginsCommand {
  bool as_json = false;
  bool scan = false;
};

struct InspectCommand {
  std::string type;
  bool as_json = false;
};

struct NewPluginCommand {
  std::string kind;
  std::string name;
  std::filesystem::path folder;  ///< the name if it is empty
};

struct CheckPluginCommand {
  std::filesystem::path library;
  int timeout = 60;  ///< seconds
  std::string params = "{}";
  bool in_process = false;
  bool as_json = false;
};

// Each returns the exit status. What is wrong with the command line or a file is thrown.
int run_network(const RunCommand& command, const CommonOptions& common);
int report(const ReportCommand& command, const CommonOptions& common);
int rerun(const RerunCommand& command, const CommonOptions& common);
struct ValidateCommand {
  std::filesystem::path file;
  bool plan = false;
};
int validate(const ValidateCommand& command, const CommonOptions& common);
int draw_graph(const GraphCommand& command, const CommonOptions& common);
int plugins(const PluginsCommand& command, const CommonOptions& common);
int inspect(const InspectCommand& command, const CommonOptions& common);
int print_schema(const CommonOptions& common);
int new_plugin(const NewPluginCommand& command, const CommonOptions& common);
int check_plugin(const CheckPluginCommand& command);

/// Throws bouton::Error if this program cannot make reports, with the package that is missing.
void require_pages();
/// Makes the report of a run; returns the file that it is in.
std::filesystem::path write_report(const ReportCommand& command, const CommonOptions& common);

}  // namespace bouton_program
