/// Where in a JSON text the value of a JSON pointer stands.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bouton {

/// Line and column, both from 1.
struct TextPlace {
  std::size_t line = 0;
  std::size_t column = 0;
};

TextPlace place_of_offset(std::string_view text, std::size_t offset);

/// The first character of each value that is named and exists. For a member of an object, that of its key. With a
/// pointer, those of all that holds it must be named too. The text must be valid JSON, comments allowed.
std::map<std::string, TextPlace> locate(std::string_view text, const std::set<std::string>& pointers);

/// The pointer and second place of every key that stands twice in one object.
std::vector<std::pair<std::string, TextPlace>> duplicate_keys(std::string_view text);

/// "/a~1b" for the key "a/b" below "".
std::string pointer_to(const std::string& parent, std::string_view key);

}  // namespace bouton
