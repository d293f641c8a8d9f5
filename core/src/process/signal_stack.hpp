/// A stack for signal handlers.
#pragma once

namespace bouton {

/// Gives the calling thread a stack of its own for signal handlers, as long as it lives: a handler needs one where the
/// thread's stack has overflowed. Does nothing if the thread has one already, or if abnormal ends are not explained.
class SignalStack {
 public:
  SignalStack();
  SignalStack(const SignalStack&) = delete;
  ~SignalStack();

 private:
  void* memory_ = nullptr;
};

/// Whether explain_abnormal_ends() was called.
bool explains_abnormal_ends();

}  // namespace bouton
