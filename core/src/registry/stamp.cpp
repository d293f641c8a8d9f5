#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <string>

#include <elf.h>
#include <fmt/format.h>

#include <bouton/manifest.hpp>
#include <bouton/registry.hpp>

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
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

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

  // The beginning of the stamp, from the stamp itself, so that both cannot drift apart.
  const std::string own = expected_stamp();
  const std::string opening = own.substr(0, own.find('=') + 1);
  const auto begin = bytes.find(opening);
  const auto end = begin == std::string::npos ? begin : bytes.find('}', begin);
  if (end == std::string::npos || end - begin >= stamp_capacity)
    refuse(library, RefusalReason::no_manifest,
           "has no Bouton manifest; a plugin ends with BOUTON_PLUGIN(Type) and links bouton::bouton");
  return bytes.substr(begin, end - begin + 1);
}

}  // namespace bouton
