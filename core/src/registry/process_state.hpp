/// Undoes what a library does to the process when it is opened.
#pragma once

#include <memory>
#include <string>
#include <vector>

namespace bouton {

/// What belongs to the whole process, or to its thread, and which the code of a library can change when it is opened:
/// for example, a library that was linked with -ffast-math lets the processor take denormal numbers for zero from then
/// on, in all that the thread computes. It is noted when this is constructed, and put back when this is destroyed, at
/// the latest.
class ProcessState {
 public:
  ProcessState();
  ProcessState(const ProcessState&) = delete;
  ~ProcessState();

  /// Puts back all that has changed since, and says what that was, in words.
  std::vector<std::string> put_back();

 private:
  struct Content;
  std::unique_ptr<Content> content_;
};

}  // namespace bouton
