/// Does several things of which each must be tried, and tells the first that went wrong.
#pragma once

#include <exception>

namespace bouton {

/// Collects what attempts throw. Example: closing files, all of which must be closed before a failure is told.
class FirstError {
 public:
  /// Calls f. If it throws, the exception is kept, unless there is one already.
  template <class F>
  void attempt(F&& f) {
    try {
      f();
    } catch (...) {
      if (!first_) first_ = std::current_exception();
    }
  }

  /// Throws the exception that was kept first, if there is one.
  void rethrow() const {
    if (first_) std::rethrow_exception(first_);
  }

 private:
  std::exception_ptr first_;
};

}  // namespace bouton
