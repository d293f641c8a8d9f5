/// Where in a JSON text the value of a JSON pointer stands.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace bouton {

/// Line and column, both from 1.
struct TextPlace {
  std::size_t line = 0;
  std::size_t column = 0;
};

/// Finds the places of offsets in a text in one pass over it, and a search for each.
class TextPlaces {
 public:
  explicit TextPlaces(std::string_view text);
  TextPlace of(std::size_t offset) const;

 private:
  std::size_t size_;
  std::vector<std::size_t> line_starts_;
};

/// The first character of each value that is named and exists. For a member of an object, that of its key. With a
/// pointer, those of all that holds it must be named too. The text must be valid JSON, comments allowed.
std::map<std::string, TextPlace> locate(std::string_view text, const std::set<std::string>& pointers);

}  // namespace bouton
