#include "graph/svg.hpp"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include <fmt/format.h>

#include <bouton/error.hpp>

namespace bouton_program {

namespace {

/// A file without a name: unlike a pipe, it takes all that is written before anyone reads.
class Scratch {
 public:
  Scratch() : file_(std::tmpfile()) {
    if (!file_) throw bouton::Error(fmt::format("a temporary file cannot be made: {}", std::strerror(errno)));
  }
  void write(const std::string& text) const {
    if (std::fwrite(text.data(), 1, text.size(), file_.get()) != text.size() || std::fflush(file_.get()) != 0)
      throw bouton::Error(fmt::format("a temporary file cannot be written: {}", std::strerror(errno)));
    std::rewind(file_.get());
  }
  std::string read() const {
    std::rewind(file_.get());
    std::string text;
    for (char block[1 << 14]; const auto count = std::fread(block, 1, sizeof block, file_.get());)
      text.append(block, count);
    return text;
  }
  int number() const { return fileno(file_.get()); }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::unique_ptr<std::FILE, Close> file_;
};

}  // namespace

std::string svg_of(const std::string& dot) {
  const Scratch in, out, messages;
  in.write(dot);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in.number(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out.number(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, messages.number(), STDERR_FILENO);
  char program[] = "dot", format[] = "-Tsvg";
  char* const words[] = {program, format, nullptr};
  pid_t child = 0;
  const int error = posix_spawnp(&child, program, &actions, nullptr, words, environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error == ENOENT)
    throw bouton::Error(
        "a drawing needs Graphviz's program 'dot', which is not installed; the package 'graphviz' brings it");
  if (error != 0) throw bouton::Error(fmt::format("'dot' cannot be started: {}", std::strerror(error)));
  int state = 0;
  while (waitpid(child, &state, 0) < 0 && errno == EINTR) {
  }
  if (!WIFEXITED(state) || WEXITSTATUS(state) != 0)
    throw bouton::Error(fmt::format("'dot' could not draw the network: {}", messages.read()));
  return out.read();
}

}  // namespace bouton_program
