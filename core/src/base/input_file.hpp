/// Opens the files that a network is made of, and reads them whole.
#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

namespace bouton {

/// A file that cannot be read; what() says why, without the file's name.
class InputFileError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Why a path that leads to a device, a pipe or a socket is not read: that may have no end. "" if it leads to anything
/// else, or to nothing.
std::string why_endless(const std::filesystem::path& file);

/// Opens a regular file that is no larger than memory. Anything else is refused before it is opened: a device may go on
/// without an end, and a pipe may wait for ever. Throws InputFileError.
std::ifstream open_input(const std::filesystem::path& file);

/// Reads all of such a file. Throws InputFileError.
std::string read_input(const std::filesystem::path& file);

/// All that is left in the stream, up to `most` bytes.
std::string read_all(std::istream& in, std::size_t most = static_cast<std::size_t>(-1));

}  // namespace bouton
