#include <algorithm>
#include <array>
#include <bit>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>

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

/// The machine's name, or "" for one that is rare.
std::string_view machine_name(unsigned machine, bool is_64_bit) {
  switch (machine) {
    case EM_X86_64: return is_64_bit ? "x86-64" : "x86-64 with 32-bit pointers";
    case EM_386: return "32-bit x86";
    case EM_AARCH64: return "AArch64";
    case EM_ARM: return "32-bit ARM";
    case EM_RISCV: return is_64_bit ? "64-bit RISC-V" : "32-bit RISC-V";
    case EM_PPC64: return "64-bit PowerPC";
    case EM_S390: return is_64_bit ? "IBM Z" : "IBM S/390";
    case EM_LOONGARCH: return "LoongArch";
    case EM_MIPS: return "MIPS";
    default: return "";
  }
}

constexpr unsigned char own_byte_order = std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;

/// "" if the library is for this machine.
std::string other_machine(const Elf64_Ehdr& header) {
  const bool is_64_bit = header.e_ident[EI_CLASS] == ELFCLASS64;
  const bool is_own_order = header.e_ident[EI_DATA] == own_byte_order;
  if (is_64_bit && is_own_order && header.e_machine == own_machine) return "";
  const unsigned machine = is_own_order ? header.e_machine : header.e_machine >> 8 | (header.e_machine & 0xffu) << 8;
  std::string name(machine_name(machine, is_64_bit));
  if (name.empty() && is_own_order) name = fmt::format("another machine (number {} in ELF)", machine);
  if (name.empty()) name = fmt::format("a {}-endian machine", own_byte_order == ELFDATA2LSB ? "big" : "little");
  return fmt::format("was built for {}; this program is for {}: build it on this machine", name,
                     machine_name(own_machine, true));
}

std::string read_bytes(const std::filesystem::path& library) {
  std::error_code error;
  const auto status = std::filesystem::status(library, error);
  if (status.type() == std::filesystem::file_type::not_found) {
    const auto target = std::filesystem::read_symlink(library, error);
    if (error) refuse(library, RefusalReason::missing, "there is no such file; check the path");
    refuse(library, RefusalReason::missing,
           fmt::format("is a link to {}, which does not exist; remove it, or build the plugin again", target.string()));
  }
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
  if (auto other = other_machine(header); !other.empty())
    refuse(library, RefusalReason::other_machine, std::move(other));
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
