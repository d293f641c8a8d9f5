/// Where checks say what they found, whatever the network was described in.
#pragma once

#include <string>

namespace bouton {

/// Collects findings about the text that a description was read from. Each is about one place of it, which is given as
/// a JSON pointer.
class Findings {
 public:
  /// The network cannot be run like this.
  virtual void report(const std::string& pointer, std::string message) = 0;
  /// The network can be run, but may not be what was meant.
  virtual void warn(const std::string& pointer, std::string message) = 0;
  /// The same, unless it was said already.
  virtual void warn_once(const std::string& pointer, std::string message) = 0;
  /// Whether anything was reported; warnings do not count.
  virtual bool has_errors() const = 0;
  /// Whether anything was reported at the pointer or below it.
  virtual bool has_errors_at(const std::string& pointer) const = 0;
  /// Whether something stands at the pointer.
  virtual bool contains(const std::string& pointer) const = 0;

 protected:
  Findings() = default;
  Findings(const Findings&) = default;
  Findings& operator=(const Findings&) = default;
  Findings(Findings&&) = default;
  Findings& operator=(Findings&&) = default;
  ~Findings() = default;
};

}  // namespace bouton
