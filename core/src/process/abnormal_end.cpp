// How an abnormal end is explained.
//
// Each call of a plugin leaves a PluginCall on the stack of its thread (see there). A signal handler, and what exit()
// calls, find it and write the sentence. Then a copy of the process does what is left to do (LastWork): recorders write
// out what they hold. The copy may use any function, where a signal handler may use only a few. Should it crash or
// hang, because the memory is damaged, or because a thread that no longer exists in the copy held a lock, then the
// kernel ends it, and the sentence was said anyway. Last, the process ends with status 1.
#include <bouton/abnormal_end.hpp>

#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "process/last_work.hpp"
#include "process/plugin_call.hpp"
#include "process/signal_stack.hpp"

namespace bouton {

namespace {

constexpr int handled[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS, SIGABRT};

std::atomic<pid_t> owner = 0;     // the process that explains its end; 0: none
std::atomic<pid_t> reporter = 0;  // the thread that does so
std::atomic<bool> has_ended = false;
const PluginCall* volatile* main_place = nullptr;

[[noreturn]] void end_now(int status) {
  for (;;) syscall(SYS_exit_group, status);
}

/// Collects a message without the heap, which a handler must not use.
class Message {
 public:
  Message& operator<<(std::string_view text) {
    const std::size_t room = sizeof text_ - length_, count = text.size() < room ? text.size() : room;
    std::memcpy(text_ + length_, text.data(), count);
    length_ += count;
    return *this;
  }
  Message& operator<<(std::uint64_t number) {
    char digits[24];
    return *this << std::string_view(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
  }
  void print() const {
    for (std::size_t at = 0; at < length_;) {
      const auto count = write(STDERR_FILENO, text_ + at, length_ - at);
      if (count <= 0) return;
      at += static_cast<std::size_t>(count);
    }
  }

 private:
  char text_[4096];
  std::size_t length_ = 0;
};

void add_call(Message& message, const PluginCall& call) {
  const auto& library = call.library().native();
  if (!call.element()) {
    message << library << " failed while it was loaded: ";
    return;
  }
  message << "'" << *call.element() << "' (type '" << call.type()->declaration.name << "'";
  if (!library.empty()) message << ", " << library;
  message << ") failed ";
  if (call.step() == PluginCall::building)
    message << "while the network was built: ";
  else
    message << "at step " << call.step() << ": ";
}

/// Writes the sentence, in which `what` is the predicate, and has the recorders write what they hold. Returns at most
/// once in a process.
void report(std::string_view what) {
  pid_t nobody = 0;
  if (!reporter.compare_exchange_strong(nobody, gettid())) {
    if (nobody == gettid()) end_now(1);  // the report itself failed
    for (;;) pause();                    // another thread is about to end the process
  }
  Message message;
  if (isatty(STDERR_FILENO)) message << "\n";  // a progress line may be there
  if (const auto* call = PluginCall::current()) {
    add_call(message, *call);
    message << "it " << what;
  } else if (const auto* at_work = *main_place) {
    add_call(message, *at_work);
    message << "meanwhile another thread " << what;
  } else {
    message << "the program " << what << " outside of any plugin's call";
  }
  message << "\n";
  message.print();
  if (!LastWork::do_all()) (Message() << "what was recorded last could not be written\n").print();
}

void on_signal(int signal_number, siginfo_t* info, void*) {
  const bool is_sent = info->si_code <= 0 && info->si_pid != getpid();
  if (owner == getpid() && !is_sent) {
    const char* name = sigdescr_np(signal_number);
    if (signal_number == SIGABRT) {
      report("aborted the process, as abort() does, or an exception that nothing catches");
    } else {
      char text[64] = "crashed (";
      std::strncat(text, name ? name : "unknown signal", 40);
      std::strcat(text, ")");
      report(text);
    }
    if (PluginCall::current() || *main_place) end_now(1);
  }
  // As if nobody had handled it.
  signal(signal_number, SIG_DFL);
  raise(signal_number);
}

/// exit() was called: by a plugin, in a call or in a thread of its own, since the program ends in another way.
void on_exit() {
  if (owner != getpid() || has_ended) return;
  report("ended the process, as exit() does");
  end_now(1);
}

}  // namespace

bool explains_abnormal_ends() { return owner != 0; }

void explain_abnormal_ends() {
  if (owner != 0) return;
  main_place = PluginCall::place();
  owner = getpid();
  static auto& stack = *new SignalStack;  // stays until the process ends
  (void)stack;
  std::atexit(on_exit);
  std::at_quick_exit(on_exit);
  for (const int signal_number : handled) {
    struct sigaction present {};
    if (sigaction(signal_number, nullptr, &present) != 0) continue;
    if ((present.sa_flags & SA_SIGINFO) || present.sa_handler != SIG_DFL) continue;
    struct sigaction action {};
    action.sa_sigaction = on_signal;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigaction(signal_number, &action, nullptr);
  }
}

void explain_exit() {
  if (PluginCall::current()) on_exit();
}

void end_process(int status) {
  std::fflush(stdout);
  has_ended = true;
  std::_Exit(status);
}

}  // namespace bouton
