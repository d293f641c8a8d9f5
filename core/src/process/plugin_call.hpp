/// Which plugin is at work on this thread, for a report of how the process ended.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include <bouton/registry.hpp>

namespace bouton {

/// Stands on the stack while a plugin's code runs. It only keeps pointers, so that a step costs next to nothing more
/// and a signal handler can read it.
class PluginCall {
 public:
  /// Instead of a step: the network is being built.
  static constexpr std::uint64_t building = ~std::uint64_t{0};

  PluginCall(const std::string& element, const RegisteredType* type, std::uint64_t step)
      : element_(&element), type_(type), step_(step) {
    current_ = this;
  }
  /// A library is being loaded, and declares its types.
  explicit PluginCall(const std::filesystem::path& library) : library_(&library) { current_ = this; }
  PluginCall(const PluginCall&) = delete;
  ~PluginCall() { current_ = before_; }

  /// The innermost call on this thread, or null.
  static const PluginCall* current() { return current_; }
  /// Where this thread keeps it: for other threads to read.
  static const PluginCall* volatile* place() { return &current_; }

  /// Null while a library is loaded.
  const std::string* element() const { return element_; }
  const RegisteredType* type() const { return type_; }
  const std::filesystem::path& library() const { return type_ ? type_->library : *library_; }
  std::uint64_t step() const { return step_; }

 private:
  // The fastest kind of access. It takes a few bytes of room that every process has for such libraries.
  [[gnu::tls_model("initial-exec"),
    gnu::visibility("hidden")]] static constinit thread_local const PluginCall* volatile current_;

  const std::string* element_ = nullptr;
  const RegisteredType* type_ = nullptr;
  const std::filesystem::path* library_ = nullptr;
  std::uint64_t step_ = building;
  const PluginCall* before_ = current_;
};

}  // namespace bouton
