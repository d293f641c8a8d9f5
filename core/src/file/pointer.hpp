/// JSON pointers (RFC 6901).
#pragma once

#include <string>
#include <string_view>

namespace bouton {

/// "/a~1b" for the key "a/b" below "".
inline std::string pointer_to(const std::string& parent, std::string_view key) {
  std::string pointer = parent + "/";
  for (const char c : key) {
    if (c == '~')
      pointer += "~0";
    else if (c == '/')
      pointer += "~1";
    else
      pointer += c;
  }
  return pointer;
}

/// The pointer to what holds the value; the whole document holds itself.
inline std::string parent_of(const std::string& pointer) { return pointer.substr(0, pointer.rfind('/')); }

}  // namespace bouton
