#include <elf.h>

#include <cstring>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "check/checks.hpp"

namespace bouton_program {

namespace {

/// Reads a T at an offset; throws where the file ends before.
template <class T>
T read(const std::string& bytes, std::size_t offset) {
  if (offset > bytes.size() || bytes.size() - offset < sizeof(T)) throw bouton::Error("the library is cut off");
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

bool is_made_by_the_linker(const std::string& name) {
  return name == "_init" || name == "_fini" || name == "_edata" || name == "_end" || name == "__bss_start";
}

}  // namespace

std::vector<std::string> needless_exports(const std::filesystem::path& library) {
  std::ifstream in(library, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  const auto header = read<Elf64_Ehdr>(bytes, 0);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < header.e_shnum; ++i) {
    const auto section = read<Elf64_Shdr>(bytes, header.e_shoff + i * sizeof(Elf64_Shdr));
    if (section.sh_type != SHT_DYNSYM) continue;
    const auto strings = read<Elf64_Shdr>(bytes, header.e_shoff + section.sh_link * sizeof(Elf64_Shdr));
    for (std::size_t s = 0; s < section.sh_size / sizeof(Elf64_Sym); ++s) {
      const auto symbol = read<Elf64_Sym>(bytes, section.sh_offset + s * sizeof(Elf64_Sym));
      if (symbol.st_shndx == SHN_UNDEF || ELF64_ST_BIND(symbol.st_info) == STB_LOCAL) continue;
      const std::size_t at = strings.sh_offset + symbol.st_name;
      if (at >= bytes.size()) throw bouton::Error("the library is cut off");
      const std::string name(bytes.c_str() + at);
      if (name != "bouton_plugin" && !is_made_by_the_linker(name)) names.push_back(name);
    }
  }
  return names;
}

}  // namespace bouton_program
