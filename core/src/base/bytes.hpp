/// Reads a file as it is.
#pragma once

#include <istream>
#include <string>

namespace bouton {

/// All that is left in the stream, block by block: its iterators would go byte by byte.
inline std::string read_all(std::istream& in) {
  constexpr std::size_t block = 1 << 16;
  std::string bytes;
  std::size_t used = 0;
  while (in) {
    bytes.resize(used + block);
    in.read(bytes.data() + used, block);
    used += static_cast<std::size_t>(in.gcount());
  }
  bytes.resize(used);
  return bytes;
}

}  // namespace bouton
