#include <bouton/child.hpp>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fmt/format.h>

#include <bouton/error.hpp>

namespace bouton {

namespace {

using Clock = std::chrono::steady_clock;

void write_all(int file, const std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto written = write(file, text.data() + at, text.size() - at);
    if (written <= 0) return;
    at += static_cast<std::size_t>(written);
  }
}

/// What f throws must not unwind into the caller's frames, of which the child has a copy.
std::string call(const std::function<std::string()>& f) noexcept { return f(); }

/// Reads until the other end is closed; false if that takes too long.
bool read_all(int file, std::string& text, Clock::time_point deadline) {
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    pollfd wait{file, POLLIN, 0};
    if (left <= 0) return false;
    if (poll(&wait, 1, static_cast<int>(left)) <= 0) continue;
    char buffer[4096];
    const auto count = read(file, buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return true;
    text.append(buffer, static_cast<std::size_t>(count));
  }
}

std::string describe_end(int state, bool timed_out, std::chrono::seconds patience) {
  if (timed_out) return fmt::format("did not end within {} s", patience.count());
  if (WIFSIGNALED(state)) return fmt::format("crashed ({})", strsignal(WTERMSIG(state)));
  return fmt::format("ended the process with exit status {}", WEXITSTATUS(state));
}

}  // namespace

ChildOutcome in_child(const std::function<std::string()>& f, std::chrono::seconds patience) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw Error(fmt::format("no pipe: {}", std::strerror(errno)));
  std::fflush(nullptr);
  const pid_t child = fork();
  if (child < 0) throw Error(fmt::format("no process: {}", std::strerror(errno)));
  if (child == 0) {
    close(ends[0]);
    write_all(ends[1], call(f) + '\n');
    _exit(0);
  }
  close(ends[1]);
  std::string text;
  const bool timed_out = !read_all(ends[0], text, Clock::now() + patience);
  if (timed_out) kill(child, SIGKILL);
  close(ends[0]);
  int state = 0;
  while (waitpid(child, &state, 0) < 0 && errno == EINTR) {
  }
  if (!timed_out && WIFEXITED(state) && WEXITSTATUS(state) == 0 && text.ends_with('\n')) {
    text.pop_back();
    return {text, ""};
  }
  return {std::nullopt, describe_end(state, timed_out, patience)};
}

}  // namespace bouton
