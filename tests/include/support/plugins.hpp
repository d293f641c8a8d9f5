/// The libraries of tests/plugins, and copies of them with changed bytes.
#pragma once

#include <support/edit.hpp>

namespace support {

/// A library that the build made from tests/plugins.
inline std::filesystem::path plugin(const std::string& name) {
  return std::filesystem::path(BOUTON_TEST_PLUGINS) / (name + ".bouton.so");
}

inline std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  REQUIRE(in);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// The bytes of a library with another stamp of the same length in them.
inline std::string with_stamp(std::string library, const std::string& stamp) {
  const auto begin = library.find(stamp.substr(0, stamp.find('=')));
  REQUIRE(begin != std::string::npos);
  REQUIRE(library.find('}', begin) + 1 - begin == stamp.size());
  return library.replace(begin, stamp.size(), stamp);
}

/// Why adding the library is refused.
inline bouton::Refusal refusal_of(const std::filesystem::path& library, bouton::Registry& r) {
  return thrown<bouton::PluginRefused>([&] { r.add_library(library); }).refusal;
}

inline bouton::Refusal refusal_of(const std::filesystem::path& library) {
  auto r = registry();
  const auto refusal = refusal_of(library, r);
  CHECK(r.libraries().empty());
  CHECK(r.types().size() == registry().types().size());
  return refusal;
}

}  // namespace support
