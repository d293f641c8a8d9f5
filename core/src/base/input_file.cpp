#include "base/input_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

#include <fmt/format.h>

#include "base/usable_memory.hpp"

namespace bouton {

namespace {

std::string why_endless(std::filesystem::file_type type) {
  using Type = std::filesystem::file_type;
  switch (type) {
    case Type::fifo: return "is a pipe; only regular files are read";
    case Type::character:
    case Type::block: return "is a device; only regular files are read";
    case Type::socket: return "is a socket; only regular files are read";
    default: return "";
  }
}

}  // namespace

std::string why_endless(const std::filesystem::path& file) {
  std::error_code error;
  return why_endless(std::filesystem::status(file, error).type());
}

std::ifstream open_input(const std::filesystem::path& file) {
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (status.type() == std::filesystem::file_type::not_found)
    throw InputFileError("there is no such file; check the path");
  if (error) throw InputFileError(fmt::format("cannot be read: {}", error.message()));
  if (is_directory(status)) throw InputFileError("is a folder; wanted a file");
  if (const auto why = why_endless(status.type()); !why.empty()) throw InputFileError(why);
  const auto size = static_cast<double>(std::filesystem::file_size(file, error));
  if (const auto memory = usable_memory(); !error && size > memory.bytes)
    throw InputFileError(fmt::format("is too large, {}; {}", in_gibibytes(size), memory.in_words()));
  errno = 0;
  std::ifstream in(file, std::ios::binary);
  if (!in) throw InputFileError(fmt::format("cannot be read: {}", std::strerror(errno)));
  return in;
}

std::string read_input(const std::filesystem::path& file) {
  auto in = open_input(file);
  // Files of the kernel say that they are empty, and some of them never end.
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  errno = 0;
  auto bytes = read_all(in, size);
  if (in.bad() || (!in && !in.eof())) throw InputFileError(fmt::format("cannot be read: {}", std::strerror(errno)));
  return bytes;
}

std::string read_all(std::istream& in, std::size_t most) {
  // Block by block: the stream's iterators would go byte by byte.
  constexpr std::size_t block = 1 << 16;
  std::string bytes;
  std::size_t used = 0;
  while (in && used < most) {
    const auto size = std::min(block, most - used);
    bytes.resize(used + size);
    in.read(bytes.data() + used, static_cast<std::streamsize>(size));
    used += static_cast<std::size_t>(in.gcount());
  }
  bytes.resize(used);
  return bytes;
}

}  // namespace bouton
