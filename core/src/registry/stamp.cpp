#include <algorithm>
#include <array>
#include <fstream>
#include <string>

#include <elf.h>
#include <fmt/format.h>

#include <bouton/manifest.hpp>
#include <bouton/registry.hpp>

#include "file/bytes.hpp"
#include "registry/library.hpp"

namespace bouton {

namespace {

[[noreturn]] void refuse(const std::filesystem::path& library, RefusalReason reason, std::string message) {
  throw PluginRefused({library, reason, std::move(message)});
}

#if defined(__x86_64__)
constexpr unsigned own_machine = EM_X86_64;
#elif defined(__aarch64__)
constexpr unsigned own_machine = EM_AARCH64;
#elif defined(__riscv)
constexpr unsigned own_machine = EM_RISCV;
#else
#error "add this machine's ELF number"
#endif

std::string read_bytes(const std::filesystem::path& library) {
  std::error_code error;
  const auto status = std::filesystem::status(library, error);
  if (status.type() == std::filesystem::file_type::not_found)
    refuse(library, RefusalReason::missing, "there is no such file; check the path");
  if (error) refuse(library, RefusalReason::unreadable, fmt::format("cannot be read: {}", error.message()));
  if (status.type() != std::filesystem::file_type::regular)
    refuse(library, RefusalReason::not_a_library, "is not a regular file; name the plugin's .bouton.so itself");
  std::ifstream in(library, std::ios::binary);
  if (!in) refuse(library, RefusalReason::unreadable, "cannot be opened for reading; check its permissions");
  return read_all(in);
}

/// True if all that the loader would map is in the file: reading beyond its end would end the process.
bool is_complete(const std::string& bytes, const Elf64_Ehdr& header) {
  if (header.e_phnum == 0) return true;
  const std::size_t table_bytes = std::size_t{header.e_phnum} * sizeof(Elf64_Phdr);
  if (header.e_phentsize != sizeof(Elf64_Phdr) || header.e_phoff > bytes.size() ||
      table_bytes > bytes.size() - header.e_phoff)
    return false;
  for (std::size_t i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr segment;
    std::copy_n(bytes.data() + header.e_phoff + i * sizeof segment, sizeof segment, reinterpret_cast<char*>(&segment));
    if (segment.p_offset > bytes.size() || segment.p_filesz > bytes.size() - segment.p_offset) return false;
  }
  return true;
}

}  // namespace

PluginRefused no_manifest(const std::filesystem::path& library) {
  return PluginRefused({library, RefusalReason::no_manifest,
                        "has no Bouton manifest; a plugin ends with BOUTON_PLUGIN(Type) and links bouton::bouton"});
}

std::string expected_stamp() { return make_stamp().data(); }

std::string read_stamp(const std::filesystem::path& library) {
  const std::string bytes = read_bytes(library);
  if (bytes.empty()) refuse(library, RefusalReason::not_a_library, "is empty; build it again");
  if (bytes.size() < sizeof(Elf64_Ehdr) || !bytes.starts_with(ELFMAG))
    refuse(library, RefusalReason::not_a_library, "is not a shared library; build the plugin with bouton_add_plugin");
  Elf64_Ehdr header;
  std::copy_n(bytes.data(), sizeof header, reinterpret_cast<char*>(&header));
  if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_machine != own_machine)
    refuse(library, RefusalReason::other_machine, "was built for another machine; build it on this one");

  if (!is_complete(bytes, header)) refuse(library, RefusalReason::not_a_library, "is cut off; copy or build it again");

  // The beginning of the stamp, from the stamp itself, so that both cannot drift apart.
  const std::string own = expected_stamp();
  const std::string opening = own.substr(0, own.find('=') + 1);
  for (auto begin = bytes.find(opening); begin != std::string::npos; begin = bytes.find(opening, begin + 1)) {
    const auto end = bytes.find('}', begin);
    if (end == std::string::npos || end - begin >= stamp_capacity) continue;
    const auto stamp = bytes.substr(begin, end - begin + 1);
    const bool is_text = std::all_of(stamp.begin(), stamp.end(), [](char c) { return c >= ' ' && c <= '~'; });
    if (is_text && stamp.find(";headers=") != std::string::npos) return stamp;
  }
  throw no_manifest(library);
}

}  // namespace bouton
