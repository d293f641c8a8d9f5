/// The one symbol that a plugin library exports, and the stamp by which the core knows that it fits.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <bouton/declaration.hpp>
#include <bouton/header_hash.hpp>

/// Raised when the meaning of an interface changes.
#define BOUTON_API_VERSION 1

namespace bouton {

inline constexpr std::size_t stamp_capacity = 256;
using Stamp = std::array<char, stamp_capacity>;

/// A readable line that stands in the bytes of a plugin library, so that the core can read it without opening the
/// library. Fields that differ are named when the library is refused.
/// Example: "@bouton-stamp{api=1;abi=itanium-x86_64;stdlib=libstdc++-cxx11;sizes=48.96;interface=12ab…;rules=34cd…}"
///
/// `interface` is a hash of the headers that each plugin sees, comments and blanks left out, `rules` one of those with
/// ready-made rules (rules_in_use.hpp). A plugin that includes none of the latter has no field `rules`, so a change of
/// a rule does not concern it.
consteval Stamp make_stamp(std::string_view rules) {
  Stamp stamp{};
  std::size_t used = 0;
  auto text = [&](std::string_view s) {
    for (char c : s) stamp[used++] = c;
  };
  auto number = [&](std::size_t n) {
    char digits[20]{};
    int count = 0;
    do digits[count++] = static_cast<char>('0' + n % 10);
    while (n /= 10);
    while (count) stamp[used++] = digits[--count];
  };
  text("@bouton-stamp{api=");
  number(BOUTON_API_VERSION);
  text(";abi=");
#if defined(_MSC_VER)
  text("msvc");
#else
  text("itanium");
#endif
#if defined(__x86_64__)
  text("-x86_64");
#elif defined(__aarch64__)
  text("-aarch64");
#else
  text("-other");
#endif
  text(";stdlib=");
#if defined(_LIBCPP_VERSION)
  text("libc++");
#elif defined(_GLIBCXX_USE_CXX11_ABI) && _GLIBCXX_USE_CXX11_ABI
  text("libstdc++-cxx11");
#else
  text("libstdc++-old");
#endif
#if defined(_GLIBCXX_DEBUG)
  text("-debug");
#endif
  text(";sizes=");
  for (std::size_t size : {sizeof(Signal), sizeof(Element), sizeof(Layer), sizeof(Synapse), sizeof(WeightMatrix),
                           sizeof(ParameterDeclaration), sizeof(TypeDeclaration)}) {
    number(size);
    text(".");
  }
  text(";interface=");
  text(BOUTON_INTERFACE_HASH);
  if (!rules.empty()) {
    text(";rules=");
    text(rules);
  }
  text("}");
  return stamp;
}

/// What a plugin library exports as `bouton_plugin`.
struct Manifest {
  Stamp stamp;
  /// Hands all types of the library to the collector.
  void (*declare)(TypeCollector&);
};

namespace detail {
template <class... Types>
void declare_types(TypeCollector& collector) {
  (collector.add<Types>(), ...);
}
}  // namespace detail

}  // namespace bouton

// A header with ready-made rules, before this one or after it, puts their hash here.
#ifndef BOUTON_RULES_IN_USE
#define BOUTON_RULES_IN_USE ""
#endif

/// Stands once in a plugin library, outside any namespace, with all its types: `BOUTON_PLUGIN(Lif)`.
#define BOUTON_PLUGIN(...)                                                                    \
  extern "C" BOUTON_EXPORT const ::bouton::Manifest bouton_plugin;                            \
  constinit const ::bouton::Manifest bouton_plugin{::bouton::make_stamp(BOUTON_RULES_IN_USE), \
                                                   &::bouton::detail::declare_types<__VA_ARGS__>};
