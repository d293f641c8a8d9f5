#include "sha256.hpp"

#include <nettle/sha2.h>

#include <array>
#include <fstream>

#include <fmt/format.h>

namespace bouton_program {

FileState state_of(const std::filesystem::path& file) {
  FileState state{file, 0, ""};
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) return state;
  std::ifstream in(file, std::ios::binary);
  sha256_ctx context;
  sha256_init(&context);
  for (std::array<char, 1 << 16> block; in;) {
    in.read(block.data(), block.size());
    const auto count = static_cast<std::size_t>(in.gcount());
    sha256_update(&context, count, reinterpret_cast<const std::uint8_t*>(block.data()));
    state.bytes += count;
  }
  if (!in.is_open() || in.bad()) return state;
  std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest{};
  sha256_digest(&context, digest.size(), digest.data());
  for (const auto byte : digest) state.sha256 += fmt::format("{:02x}", byte);
  return state;
}

}  // namespace bouton_program
