/// The nearest valid name, for messages about a misspelt one.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bouton {

/// The candidate with the least edit distance (insert, delete, replace, swap neighbours), if it is near enough to be
/// what was meant; otherwise "". The first of equals.
std::string nearest_name(std::string_view name, const std::vector<std::string>& candidates);

/// "; did you mean 'x'?", or the list of candidates if none is near and the list is short, or "".
std::string suggestion(std::string_view name, const std::vector<std::string>& candidates);

}  // namespace bouton
