#include "registry/process_state.hpp"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cfenv>
#include <clocale>
#include <limits>
#include <locale>
#include <memory>
#include <utility>

namespace bouton {

/// The parts of the process. They are members of a class with external linkage, so they have it, too.
namespace process {

/// True if the processor takes denormal numbers for zero, as results or as operands.
bool flushes_denormals() {
  volatile double least = std::numeric_limits<double>::min(), denormal = std::numeric_limits<double>::denorm_min();
  return least / 2 == 0 || denormal * 0x1p100 == 0;
}

/// To ask for it is to change it for a moment; meanwhile another thread's new files are closed to others.
mode_t file_mask() {
  const mode_t mask = umask(077);
  umask(mask);
  return mask;
}

class FloatingPoint {
 public:
  FloatingPoint() { std::fegetenv(&state_); }
  bool put_back() const {
    std::fenv_t ignored;
    const auto rounding = std::fegetround(), trapped = fegetexcept();
    std::feholdexcept(&ignored);  // what follows must not be trapped
    const bool flushed = flushes_denormals();
    std::fesetenv(&state_);
    return std::fegetround() != rounding || fegetexcept() != trapped || flushed != flushed_;
  }

 private:
  std::fenv_t state_;
  bool flushed_ = flushes_denormals();
};

class Locale {
 public:
  bool put_back() const {
    bool has_changed = false;
    if (std::locale() != cpp_) {
      std::locale::global(cpp_);
      has_changed = true;
    }
    if (name_ != std::setlocale(LC_ALL, nullptr)) {
      std::setlocale(LC_ALL, name_.c_str());
      has_changed = true;
    }
    return has_changed;
  }

 private:
  std::locale cpp_;
  std::string name_ = std::setlocale(LC_ALL, nullptr);
};

class WorkingFolder {
 public:
  WorkingFolder() : folder_(open(".", O_PATH | O_DIRECTORY | O_CLOEXEC)) {}
  WorkingFolder(const WorkingFolder&) = delete;
  ~WorkingFolder() {
    if (folder_ >= 0) close(folder_);
  }
  bool put_back() const {
    struct stat before {
    }, now{};
    if (folder_ < 0 || fstat(folder_, &before) != 0) return false;
    if (stat(".", &now) == 0 && before.st_dev == now.st_dev && before.st_ino == now.st_ino) return false;
    return fchdir(folder_) == 0;
  }

 private:
  int folder_;
};

/// Which signals have a handler, and which are held back.
class Signals {
 public:
  Signals() {
    for (int number = 1; number < NSIG; ++number)
      sigaction(number, nullptr, &handlers_[static_cast<std::size_t>(number)]);
    pthread_sigmask(SIG_SETMASK, nullptr, &held_back_);
  }
  bool put_back() const {
    bool has_changed = false;
    for (int number = 1; number < NSIG; ++number) {
      const auto& before = handlers_[static_cast<std::size_t>(number)];
      struct sigaction now {};
      if (sigaction(number, nullptr, &now) != 0 || is_same(before, now)) continue;
      sigaction(number, &before, nullptr);
      has_changed = true;
    }
    sigset_t now;
    pthread_sigmask(SIG_SETMASK, &held_back_, &now);
    for (int number = 1; number < NSIG; ++number)
      has_changed |= sigismember(&held_back_, number) != sigismember(&now, number);
    return has_changed;
  }

 private:
  static bool is_same(const struct sigaction& a, const struct sigaction& b) {
    return a.sa_flags == b.sa_flags &&
           ((a.sa_flags & SA_SIGINFO) ? a.sa_sigaction == b.sa_sigaction : a.sa_handler == b.sa_handler);
  }

  std::array<struct sigaction, NSIG> handlers_{};
  sigset_t held_back_{};
};

class FileMask {
 public:
  bool put_back() const { return umask(mask_) != mask_; }

 private:
  mode_t mask_ = file_mask();
};

}  // namespace process

struct ProcessState::Content {
  process::FloatingPoint floating_point;
  process::Locale locale;
  process::WorkingFolder folder;
  process::Signals signals;
  process::FileMask mask;
};

ProcessState::ProcessState() : content_(std::make_unique<Content>()) {}

ProcessState::~ProcessState() { put_back(); }

std::vector<std::string> ProcessState::put_back() {
  std::vector<std::string> changed;
  if (content_->floating_point.put_back()) changed.push_back("the floating-point environment");
  if (content_->locale.put_back()) changed.push_back("the locale");
  if (content_->folder.put_back()) changed.push_back("the working folder");
  if (content_->signals.put_back()) changed.push_back("the signal handlers");
  if (content_->mask.put_back()) changed.push_back("the mask of new files");
  return changed;
}

}  // namespace bouton
