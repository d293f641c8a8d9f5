#include "process_end.hpp"

#include <cstdlib>

#include <dlfcn.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <bouton/abnormal_end.hpp>

extern "C" [[gnu::weak]] void __lsan_do_leak_check();

namespace {

/// Calls the function of that name in the C library, which this program's own one hides.
[[noreturn]] void pass_on(const char* name, int status) {
  bouton::explain_exit();
  using Exit = void (*)(int);
  if (const auto exit = reinterpret_cast<Exit>(dlsym(RTLD_NEXT, name))) exit(status);
  for (;;) syscall(SYS_exit_group, status);
}

}  // namespace

// The linker finds these before those of the C library, also for a plugin that calls them: some would end the process
// with nothing else being called.
extern "C" {
void exit(int status) noexcept { pass_on("exit", status); }
void quick_exit(int status) noexcept { pass_on("quick_exit", status); }
void _exit(int status) { pass_on("_exit", status); }
void _Exit(int status) noexcept { pass_on("_Exit", status); }
}

namespace bouton_program {

void look_for_leaks() {
  if (__lsan_do_leak_check) __lsan_do_leak_check();
}

}  // namespace bouton_program
