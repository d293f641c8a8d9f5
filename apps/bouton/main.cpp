#include <cerrno>
#include <csignal>
#include <cstring>
#include <exception>
#include <memory>
#include <new>

#include <fmt/format.h>
#include <spdlog/sinks/base_sink.h>
#include <spdlog/spdlog.h>

#include <bouton/abnormal_end.hpp>

#include "command_line.hpp"
#include "print.hpp"
#include "process_end.hpp"

namespace bouton_program {

bouton::Registry make_registry(const CommonOptions& common, bouton::LibraryFiles files, bouton::Probing probing) {
  bouton::Registry registry(files, probing);
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
int with_output(int status) {
  const int error = finish_output();
  if (error == 0) return status;
  if (error == EPIPE) {
    // Who has read enough of a list does not want to hear of it.
    std::signal(SIGPIPE, SIG_DFL);
    std::raise(SIGPIPE);
  }
  say("the standard output could not be written: {}", std::strerror(error));
  return status == done ? failed : status;
}

int report(const std::exception& error, Status status) {
  say_line(error.what());
  return status;
}

int report(const bouton::InvalidNetwork& invalid) {
  for (const auto& finding : invalid.findings) say_line(to_string(finding));
  return wrong_input;
}

/// The log goes where all messages go.
class LogSink final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
  void sink_it_(const spdlog::details::log_msg& message) override {
    say("{}: {}", spdlog::level::to_string_view(message.level), message.payload);
  }
  void flush_() override {}
};

int run_program(int argc, char** argv) {
  CommandLine line;
  parse_command_line(argc, argv, line);
  if (!line.command) return line.status;
  if (line.explains_ends) bouton::explain_abnormal_ends();
  spdlog::set_level(line.common.verbose ? spdlog::level::debug : spdlog::level::warn);
  try {
    return line.command();
  } catch (const WrongCommandLine& error) {
    return report(error, wrong_input);
  } catch (const bouton::InvalidNetwork& invalid) {
    return report(invalid);
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
  bouton_program::hold_standard_files();
  // A file that may not grow further, and a reader that has gone, are then errors of the write that meets them.
  std::signal(SIGXFSZ, SIG_IGN);
  std::signal(SIGPIPE, SIG_IGN);
  spdlog::set_default_logger(std::make_shared<spdlog::logger>("bouton", std::make_shared<bouton_program::LogSink>()));
  const int status = bouton_program::with_output(bouton_program::run_program(argc, argv));
  bouton_program::look_for_leaks();
  bouton::end_process(status);
}
