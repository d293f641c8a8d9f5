/// What is still to be done when the process ends abnormally.
#pragma once

#include <functional>

namespace bouton {

/// While it lives, `work` is called once if the process is about to end abnormally: in a copy of the process that has
/// the memory of that moment, only the thread that met the end, and a few seconds. It may crash or hang without harm.
class LastWork {
 public:
  explicit LastWork(std::function<void()> work);
  LastWork(const LastWork&) = delete;
  ~LastWork();

  /// Does the work of all that live, the youngest first, in a copy of the process. If that does not come to its end,
  /// another copy begins with the next. False if none came to its end. May be called by a signal handler.
  static bool do_all();

 private:
  std::function<void()> work_;
  LastWork* before_ = nullptr;
  LastWork* after_ = nullptr;
};

}  // namespace bouton
