/// What a file holds, as one number.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace bouton_program {

/// A file as it was at one time.
struct FileState {
  std::filesystem::path file;
  std::uint64_t bytes = 0;
  std::string sha256;  ///< as `sha256sum` prints it; "" if the file cannot be read

  bool operator==(const FileState&) const = default;
};

/// Reads the whole file.
FileState state_of(const std::filesystem::path& file);

}  // namespace bouton_program
