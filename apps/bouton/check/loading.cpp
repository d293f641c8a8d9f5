#include "check/loading.hpp"

#include <dlfcn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "check/stage.hpp"
#include "check/surroundings.hpp"

namespace bouton_program {

namespace {

/// Another than 0, so that a destructor that calls exit(0) is seen.
constexpr int own_status = 42;

/// Set, in memory that the parent sees, by what exit() calls last.
volatile bool* came_to_its_end = nullptr;

[[noreturn]] void load_and_end(const std::filesystem::path& library) {
  // What is registered before the library's destructors runs after them.
  std::atexit([] { *came_to_its_end = true; });
  try {
    registry_with(library);
  } catch (...) {
    // Other checks say so.
  }
  std::exit(own_status);
}

}  // namespace

bouton::Registry registry_with(const std::filesystem::path& library) {
  bouton::Registry registry;
  add_stage_types(registry);
  registry.add_library(library);
  return registry;
}

std::string try_loading(const std::filesystem::path& library) {
  auto before = surroundings_now();
  // The registry puts back what has changed.
  if (!dlopen(std::filesystem::canonical(library).c_str(), RTLD_NOW | RTLD_LOCAL)) return "";
  const auto loaded = surroundings_now();
  if (const auto what = changed_surroundings(before, loaded); !what.empty()) return "when it was loaded: " + what;
  const auto changed = registry_with(library).libraries().back().put_back;
  if (!changed.empty()) return fmt::format("when it declared its types it changed {}", fmt::join(changed, ", "));
  const auto what = changed_surroundings(loaded, surroundings_now());
  return what.empty() ? "" : "when it declared its types: " + what;
}

std::string try_ending(const std::filesystem::path& library) {
  void* page = mmap(nullptr, sizeof(bool), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) throw bouton::Error("no memory is left");
  came_to_its_end = new (page) bool(false);
  const pid_t child = fork();
  if (child < 0) throw bouton::Error(fmt::format("no process: {}", std::strerror(errno)));
  if (child == 0) load_and_end(library);
  int state = 0;
  while (waitpid(child, &state, 0) < 0 && errno == EINTR) {
  }
  const bool is_complete = *came_to_its_end;
  munmap(page, sizeof(bool));
  if (WIFSIGNALED(state)) return fmt::format("crashed ({})", strsignal(WTERMSIG(state)));
  if (!is_complete && WEXITSTATUS(state) == 0)
    return "ended the process before all destructors were called, as _exit() does";
  if (WEXITSTATUS(state) == own_status) return "";
  return fmt::format("changed the exit status to {}, as exit() does", WEXITSTATUS(state));
}

}  // namespace bouton_program
