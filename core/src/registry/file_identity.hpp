/// Tells whether a file is still the same.
#pragma once

#include <compare>
#include <cstdint>
#include <filesystem>

namespace bouton {

/// Changes whenever a file is replaced or written; all zero if there is none.
struct FileIdentity {
  std::uint64_t device = 0, inode = 0, size = 0;
  std::int64_t seconds = 0, nanoseconds = 0;  ///< of the last change

  bool operator==(const FileIdentity&) const = default;
};

FileIdentity identity_of(const std::filesystem::path& file);

}  // namespace bouton
