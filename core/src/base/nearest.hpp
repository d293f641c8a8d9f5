/// Suggestions for messages about a misspelt name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <bouton/error.hpp>

namespace bouton {

/// "; did you mean 'x'?", or the list of candidates if none is near and the list is short, or "".
std::string suggestion(std::string_view name, const std::vector<std::string>& candidates);

}  // namespace bouton
