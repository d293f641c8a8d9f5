/// Hashes: of texts, and of numbers that are close to each other.
#pragma once

#include <cstdint>
#include <string_view>

namespace bouton {

inline constexpr std::uint64_t fnv_basis = 0xcbf29ce484222325;

/// FNV-1a (Fowler, Noll, Vo) of a text, or of what a hash was made of and then a text.
constexpr std::uint64_t fnv1a(std::string_view text, std::uint64_t hash = fnv_basis) {
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

/// The finalizer of SplitMix64 (Steele, Lea, Flood 2014, doi:10.1145/2660193.2660195).
constexpr std::uint64_t mix(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

}  // namespace bouton
