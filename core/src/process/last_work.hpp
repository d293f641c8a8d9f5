/// What is still to be done when the process ends abnormally.
#pragma once

#include <functional>

namespace bouton {

/// While it lives, `work` is called once if the process is about to end abnormally: in a copy of the process that has
/// the memory of that moment, only the thread that met the end, and a few seconds. It may crash or hang without harm.
class LastWork {
 public:
  /// `before` is called in the process itself, on the thread that met the end, before the copy is made: it may have
  /// other threads come to rest. A signal handler must be able to call it.
  explicit LastWork(std::function<void()> work, std::function<void()> before = {});
  LastWork(const LastWork&) = delete;
  ~LastWork();

  /// Does the work of all that live, the youngest first, in a copy of the process. If that does not come to its end,
  /// another copy begins with the next. False if none came to its end. May be called by a signal handler.
  static bool do_all();

 private:
  std::function<void()> work_, before_copy_;
  LastWork* before_ = nullptr;
  LastWork* after_ = nullptr;
};

}  // namespace bouton
