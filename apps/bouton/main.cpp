#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <new>

#include <fmt/format.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include "command_line.hpp"

namespace bouton_program {

bouton::Registry make_registry(const CommonOptions& common, bouton::LibraryFiles files, bouton::Trial trial) {
  bouton::Registry registry(files, trial);
  for (const auto& folder : common.plugin_path) {
    std::error_code error;
    bouton::Registry::libraries_in(folder, error);
    if (error == std::errc::no_such_file_or_directory)
      throw WrongCommandLine("--plugin-path", fmt::format("there is no folder {}", folder.string()));
    if (error)
      throw WrongCommandLine("--plugin-path",
                             fmt::format("{} {}", folder.string(), bouton::Registry::explain_unreadable(error)));
    registry.search(folder);
  }
  return registry;
}

namespace {

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
  CommandLine line;
  parse_command_line(argc, argv, line);
  if (!line.command) return line.status;
  spdlog::set_level(line.common.verbose ? spdlog::level::debug : spdlog::level::warn);
  try {
    return line.command();
  } catch (const WrongCommandLine& error) {
    return report(error, wrong_input);
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
