/// Values that the command line puts into a document: `--set /layers/0/params/tau=5`.
#pragma once

#include <filesystem>
#include <string>
#include <utility>

#include "file/parse_json.hpp"

namespace bouton {

/// Puts the value at the JSON pointer; a value that is not JSON is a text. Throws InvalidNetwork if there is no such
/// place.
void replace(Json& root, const std::string& pointer, const std::string& value, const std::filesystem::path& file);

/// How findings name a replacement, in place of a file.
std::string described_replacement(const std::pair<std::string, std::string>& pointer_and_value);

}  // namespace bouton
