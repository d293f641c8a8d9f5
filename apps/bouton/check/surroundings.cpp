#include "check/surroundings.hpp"

#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cfenv>
#include <clocale>
#include <cstring>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <limits>
#include <locale>
#include <new>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace bouton_program {

namespace {

std::string rounding_text() {
  switch (std::fegetround()) {
    case FE_TONEAREST: return "rounds to the nearest";
#ifdef FE_UPWARD
    case FE_UPWARD: return "rounds upward";
#endif
#ifdef FE_DOWNWARD
    case FE_DOWNWARD: return "rounds downward";
#endif
#ifdef FE_TOWARDZERO
    case FE_TOWARDZERO: return "rounds toward zero";
#endif
    default: return "rounds in another way";
  }
}

/// What the processor makes of numbers below the normal ones is not in <cfenv>, so it is tried: with -ffast-math
/// linked, they are taken for zero or become zero.
std::string denormal_text() {
  volatile double smallest = std::numeric_limits<double>::min(), denormal = std::numeric_limits<double>::denorm_min();
  const bool flushes = smallest / 2 == 0, takes_for_zero = denormal * 4.5e15 == 0;
  return flushes || takes_for_zero ? "flushes denormal numbers to zero" : "keeps denormal numbers";
}

std::string signals_text(const sigset_t& set) {
  std::vector<int> numbers;
  for (int s = 1; s < NSIG; ++s)
    if (sigismember(&set, s) == 1) numbers.push_back(s);
  return fmt::format("[{}]", fmt::join(numbers, ", "));
}

std::string handler_text(int signal_number) {
  struct sigaction action {};
  if (sigaction(signal_number, nullptr, &action) != 0) return "none";
  const auto flags = static_cast<unsigned>(action.sa_flags);
  if (action.sa_flags & SA_SIGINFO)
    return fmt::format("a handler at {} (flags {:x})", reinterpret_cast<const void*>(action.sa_sigaction), flags);
  if (action.sa_handler == SIG_DFL) return "the default";
  if (action.sa_handler == SIG_IGN) return "ignored";
  return fmt::format("a handler at {} (flags {:x})", reinterpret_cast<const void*>(action.sa_handler), flags);
}

/// Which file a descriptor leads to.
std::string file_text(int descriptor) {
  struct stat file {};
  if (fstat(descriptor, &file) != 0) return "closed";
  return fmt::format("file {} on device {}", file.st_ino, file.st_dev);
}

std::string stream_text(const std::ios& stream) {
  return fmt::format("flags {:x}, precision {}, width {}, fill {}, state {}, buffer {}, exceptions {}",
                     static_cast<unsigned>(stream.flags()), stream.precision(), stream.width(),
                     static_cast<int>(stream.fill()), static_cast<unsigned>(stream.rdstate()),
                     static_cast<const void*>(stream.rdbuf()), static_cast<unsigned>(stream.exceptions()));
}

/// Reading it any other way would set it.
std::string file_mode_mask() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;)
    if (word == "Umask:") {
      status >> word;
      return word;
    }
  return "unknown";
}

std::string timer_text(__itimer_which which) {
  itimerval timer{};
  getitimer(which, &timer);
  // What is left of it changes by itself.
  const bool runs = timer.it_value.tv_sec != 0 || timer.it_value.tv_usec != 0;
  return runs ? "running" : "off";
}

std::string limit_text(__rlimit_resource which) {
  rlimit limit{};
  getrlimit(which, &limit);
  return fmt::format("{} of {}", limit.rlim_cur, limit.rlim_max);
}

std::string cores_text() {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) != 0) return "unknown";
  std::vector<int> cores;
  for (int core = 0; core < CPU_SETSIZE; ++core)
    if (CPU_ISSET(static_cast<std::size_t>(core), &set)) cores.push_back(core);
  return fmt::format("[{}]", fmt::join(cores, ", "));
}

void add_environment(Surroundings& all) {
  std::vector<std::string> variables;
  for (char** variable = environ; variable && *variable; ++variable) variables.emplace_back(*variable);
  std::ranges::sort(variables);
  for (const auto& variable : variables) {
    const auto equals = variable.find('=');
    all.emplace_back("the environment variable " + variable.substr(0, equals),
                     equals == std::string::npos ? "" : variable.substr(equals + 1));
  }
}

void add_signals(Surroundings& all) {
  for (int s = 1; s < NSIG; ++s) {
    const char* name = sigabbrev_np(s);
    all.emplace_back(name ? fmt::format("the handling of SIG{}", name) : fmt::format("the handling of signal {}", s),
                     handler_text(s));
  }
  sigset_t blocked;
  pthread_sigmask(SIG_BLOCK, nullptr, &blocked);
  all.emplace_back("the list of blocked signals", signals_text(blocked));
}

}  // namespace

std::string floating_point_now() { return rounding_text() + ", " + denormal_text(); }

Surroundings surroundings_now() {
  Surroundings all{{"floating-point arithmetic", floating_point_now()}};
  all.emplace_back("the locale", std::setlocale(LC_ALL, nullptr));
  all.emplace_back("the locale of C++ streams", std::locale().name());
  std::error_code error;
  const auto folder = std::filesystem::current_path(error);
  all.emplace_back("the working folder", error ? error.message() : folder.string());
  all.emplace_back("the mask of file permissions", file_mode_mask());
  add_signals(all);
  all.emplace_back("the alarm", timer_text(ITIMER_REAL));
  all.emplace_back("the timer of processor time", timer_text(ITIMER_VIRTUAL) + timer_text(ITIMER_PROF));
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    all.emplace_back(fmt::format("file descriptor {}", descriptor), file_text(descriptor));
  all.emplace_back("std::cout", stream_text(std::cout));
  all.emplace_back("std::cerr", stream_text(std::cerr));
  all.emplace_back("std::cin", stream_text(std::cin));
  all.emplace_back("the new handler", fmt::format("{}", reinterpret_cast<const void*>(std::get_new_handler())));
  all.emplace_back("the terminate handler", fmt::format("{}", reinterpret_cast<const void*>(std::get_terminate())));
  all.emplace_back("the limit of the stack", limit_text(RLIMIT_STACK));
  all.emplace_back("the limit of memory", limit_text(RLIMIT_AS) + limit_text(RLIMIT_DATA));
  all.emplace_back("the limit of open files", limit_text(RLIMIT_NOFILE));
  all.emplace_back("the limit of file sizes", limit_text(RLIMIT_FSIZE));
  all.emplace_back("the limit of core dumps", limit_text(RLIMIT_CORE));
  all.emplace_back("the priority", fmt::format("{}", getpriority(PRIO_PROCESS, 0)));
  all.emplace_back("the list of usable processors", cores_text());
  add_environment(all);
  return all;
}

std::string changed_surroundings(const Surroundings& before, const Surroundings& after) {
  const auto find = [](const Surroundings& all, const std::string& name) -> const std::string* {
    const auto found = std::ranges::find(all, name, [](const auto& one) { return one.first; });
    return found == all.end() ? nullptr : &found->second;
  };
  for (const auto& [name, was] : before) {
    const auto* is = find(after, name);
    if (!is) return fmt::format("{} was '{}' and is gone", name, was);
    if (*is != was) return fmt::format("{} was '{}' and is '{}'", name, was, *is);
  }
  for (const auto& [name, is] : after)
    if (!find(before, name)) return fmt::format("{} was not there and is '{}'", name, is);
  return "";
}

}  // namespace bouton_program
