#include <bouton/child.hpp>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
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

/// Reads until the other end is closed or the child has ended, since a process that the child left behind may hold the
/// pipe open; false if that takes too long.
bool read_answer(int file, pid_t child, std::string& text, Clock::time_point deadline) {
  constexpr int glance = 50;  // ms between looks at the child
  for (bool has_ended = false;;) {
    pollfd wait{file, POLLIN, 0};
    const int ready = poll(&wait, 1, has_ended ? 0 : glance);
    if (ready == 0 && has_ended) return true;
    if (Clock::now() >= deadline) return false;
    if (ready < 0) continue;  // a signal came
    if (ready == 0) {
      siginfo_t info{};
      has_ended = waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid != 0;
      continue;
    }
    char buffer[4096];
    const auto count = read(file, buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return true;
    text.append(buffer, static_cast<std::size_t>(count));
  }
}

std::string describe_end(int state, bool timed_out, std::chrono::milliseconds patience) {
  if (timed_out) return fmt::format("did not end within {} s", std::chrono::duration<double>(patience).count());
  if (WIFSIGNALED(state)) return fmt::format("crashed ({})", strsignal(WTERMSIG(state)));
  return fmt::format("ended the process with exit status {}, as exit() does", WEXITSTATUS(state));
}

}  // namespace

ChildOutcome in_child(const std::function<std::string()>& f, std::chrono::milliseconds patience) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw Error(fmt::format("no pipe: {}", std::strerror(errno)));
  std::fflush(nullptr);
  const pid_t parent = getpid(), child = fork();
  if (child < 0) throw Error(fmt::format("no process: {}", std::strerror(errno)));
  if (child == 0) {
    // It ends with its parent, and what it starts ends with it.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(1);
    setpgid(0, 0);
    close(ends[0]);
    write_all(ends[1], call(f) + '\n');
    _exit(0);
  }
  close(ends[1]);
  setpgid(child, child);
  std::string text;
  const bool timed_out = !read_answer(ends[0], child, text, Clock::now() + patience);
  if (timed_out) kill(child, SIGKILL);
  close(ends[0]);
  siginfo_t info{};
  waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT);
  // Until it is waited for, no other process can have its number.
  kill(-child, SIGKILL);
  int state = 0;
  while (waitpid(child, &state, 0) < 0 && errno == EINTR) {
  }
  if (!timed_out && WIFEXITED(state) && WEXITSTATUS(state) == 0 && text.ends_with('\n')) {
    text.pop_back();
    return {text, "", false};
  }
  return {std::nullopt, describe_end(state, timed_out, patience), timed_out};
}

}  // namespace bouton
