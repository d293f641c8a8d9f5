#include "process/last_work.hpp"

#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <mutex>

namespace bouton {

namespace {

std::mutex mutex;  // of changes to the list; the copy of the process has no other thread that could make one
std::atomic<LastWork*> last = nullptr;

constexpr unsigned patience = 5;  // s

}  // namespace

LastWork::LastWork(std::function<void()> work, std::function<void()> before)
    : work_(std::move(work)), before_copy_(std::move(before)) {
  const std::lock_guard lock(mutex);
  before_ = last.load();
  if (before_) before_->after_ = this;
  last = this;
}

LastWork::~LastWork() {
  const std::lock_guard lock(mutex);
  if (before_) before_->after_ = after_;
  if (after_)
    after_->before_ = before_;
  else
    last = before_;
}

bool LastWork::do_all() {
  for (auto* each = last.load(); each; each = each->before_)
    if (each->before_copy_) each->before_copy_();
  for (auto* first = last.load(); first; first = first->before_) {
    // Unlike fork(), _Fork() takes no lock and calls nothing that others have registered: a signal handler may use it.
    const pid_t child = _Fork();
    if (child == 0) {
      signal(SIGALRM, SIG_DFL);
      alarm(patience);
      for (auto* each = first; each; each = each->before_) each->work_();
      std::fflush(stdout);
      syscall(SYS_exit_group, 0);
    }
    int state = 0;
    while (waitpid(child, &state, 0) < 0)
      if (errno != EINTR) return false;
    if (WIFEXITED(state) && WEXITSTATUS(state) == 0) return true;
  }
  return !last.load();
}

}  // namespace bouton
