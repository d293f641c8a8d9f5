/// From a text to JSON, with what is wrong in the words of who wrote the text.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace bouton {

using Json = nlohmann::ordered_json;

/// Why a text is refused, and where.
struct JsonProblem {
  std::size_t offset = 0;  ///< of the character in the text
  std::string pointer;     ///< of a key that stands twice
  std::string message;
};

struct ParsedJson {
  std::optional<Json> root;  ///< nothing if there is a problem
  std::vector<JsonProblem> problems;
};

/// How deep arrays and objects may be nested. Code that walks through a document may call itself once a level.
inline constexpr std::size_t deepest_nesting = 100;

/// Parses a text, in which comments are allowed. It is refused where it is not JSON, where a number is too large for a
/// double, where it is nested too deep, and where a key stands twice in one object.
ParsedJson parse_json(std::string_view text);

}  // namespace bouton
