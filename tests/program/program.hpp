/// Runs the built program in a folder of its own and keeps what it said.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include <support/network.hpp>

namespace program {

using support::contains;

/// What a call of the program left.
struct Outcome {
  int status = 0;  ///< exit status; below 0: ended by that signal
  std::string out;
  std::string err;
};

/// A folder in which the program runs, so that the paths in messages are relative to it.
class Workplace : public support::TemporaryFolder {
 public:
  /// Begins a call; `words` are the command line without the program's name, `plugin_path` is BOUTON_PLUGIN_PATH.
  pid_t start(const std::vector<std::string>& words, const char* plugin_path = nullptr,
              const char* standard_output = "stdout") const {
    std::vector<std::string> call{BOUTON_PROGRAM};
    call.insert(call.end(), words.begin(), words.end());
    return spawn(call, plugin_path, standard_output);
  }

  /// Waits for a call to end; one that takes too long is killed, and its status is that signal.
  Outcome finish(pid_t child, std::chrono::seconds patience = std::chrono::seconds(60)) const {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    int state = 0;
    while (waitpid(child, &state, WNOHANG) == 0) {
      if (std::chrono::steady_clock::now() > deadline) kill(child, SIGKILL);
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return {WIFEXITED(state) ? WEXITSTATUS(state) : -WTERMSIG(state), read("stdout"), read("stderr")};
  }

  Outcome run(const std::vector<std::string>& words, std::chrono::seconds patience = std::chrono::seconds(60)) const {
    return finish(start(words), patience);
  }

  /// A line for the shell, in which $BOUTON is the program.
  Outcome shell(const std::string& line) const {
    setenv("BOUTON", BOUTON_PROGRAM, 1);
    return finish(spawn({"/bin/sh", "-c", line}, nullptr, "stdout"));
  }

 private:
  pid_t spawn(const std::vector<std::string>& call, const char* plugin_path, const char* standard_output) const {
    plugin_path ? setenv("BOUTON_PLUGIN_PATH", plugin_path, 1) : unsetenv("BOUTON_PLUGIN_PATH");
    std::vector<char*> argv;
    for (const auto& word : call) argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addchdir_np(&actions, path().c_str());
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, standard_output, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "stderr", O_WRONLY | O_CREAT | O_TRUNC, 0600);
    pid_t child = 0;
    REQUIRE(posix_spawn(&child, argv[0], &actions, nullptr, argv.data(), environ) == 0);
    posix_spawn_file_actions_destroy(&actions);
    return child;
  }
};

inline std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> result;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    result.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return result;
}

/// A network of one input that spikes at random, recorded; `more` are further members of the file.
inline std::string network_text(const std::string& more = R"("run": [{"steps": 20}])") {
  return R"({ "bouton": 1, "name": "demo",
  "inputs": [{"name": "x", "size": 3, "source": {"type": "poisson", "params": {"rate": 0.5}}}],
  "record": [{"of": "x", "variable": "spikes"}],
  )" + more +
         "\n}\n";
}

}  // namespace program
