/// How numbers get into a page: as bytes, and these as base64 (RFC 4648).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace bouton_program {

/// Appends a number in as few bytes as it takes: seven bits in each, the lowest first; the eighth bit says that more
/// follow.
void add_varint(std::string& bytes, std::uint64_t number);
/// Single precision, little-endian.
std::string float32_bytes(std::span<const double> values);
std::string base64(std::string_view bytes);

}  // namespace bouton_program
