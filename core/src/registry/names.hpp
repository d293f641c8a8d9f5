/// Names of types and of libraries.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <bouton/declaration.hpp>

namespace bouton {

inline constexpr std::string_view library_suffix = ".bouton.so";

/// The name of a type, then its aliases.
inline std::vector<std::string> names_of(const TypeDeclaration& declaration) {
  std::vector<std::string> names{declaration.name};
  names.insert(names.end(), declaration.aliases.begin(), declaration.aliases.end());
  return names;
}

inline std::filesystem::path canonical_or_same(const std::filesystem::path& path) {
  std::error_code error;
  auto result = std::filesystem::canonical(path, error);
  return error ? path : result;
}

/// The path under which a library is listed: a link keeps its own name.
inline std::filesystem::path listed_path(const std::filesystem::path& library) {
  return canonical_or_same(library.parent_path().empty() ? "." : library.parent_path()) / library.filename();
}

}  // namespace bouton
