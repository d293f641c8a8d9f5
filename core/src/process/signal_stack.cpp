#include "process/signal_stack.hpp"

#include <signal.h>
#include <sys/mman.h>

#include <cstddef>

namespace bouton {

namespace {

/// Recorders write on it, too.
constexpr std::size_t stack_size = 512 * 1024;

}  // namespace

SignalStack::SignalStack() {
  stack_t present{};
  if (!explains_abnormal_ends() || sigaltstack(nullptr, &present) != 0 || !(present.ss_flags & SS_DISABLE)) return;
  void* memory = mmap(nullptr, stack_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) return;
  stack_t stack{};
  stack.ss_sp = memory;
  stack.ss_size = stack_size;
  if (sigaltstack(&stack, nullptr) == 0)
    memory_ = memory;
  else
    munmap(memory, stack_size);
}

SignalStack::~SignalStack() {
  if (!memory_) return;
  stack_t none{};
  none.ss_flags = SS_DISABLE;
  sigaltstack(&none, nullptr);
  munmap(memory_, stack_size);
}

}  // namespace bouton
