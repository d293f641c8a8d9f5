#include <elf.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>

#include <support/plugins.hpp>

using bouton::RefusalReason;
using support::contains;
using support::plugin;
using support::refusal_of;
using support::TemporaryFolder;

namespace {

/// A header of a library for this machine, to be made wrong.
Elf64_Ehdr elf_header() {
  const auto bytes = support::bytes_of(plugin("acme"));
  Elf64_Ehdr header;
  std::copy_n(bytes.data(), sizeof header, reinterpret_cast<char*>(&header));
  return header;
}

/// How much of the file is mapped when the library is opened.
std::size_t loaded_size(const std::string& library) {
  const auto header = elf_header();
  std::size_t size = 0;
  for (std::size_t i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr part;
    std::copy_n(library.data() + header.e_phoff + i * sizeof part, sizeof part, reinterpret_cast<char*>(&part));
    if (part.p_type == PT_LOAD) size = std::max(size, part.p_offset + part.p_filesz);
  }
  return size;
}

std::string_view bytes(const Elf64_Ehdr& header) { return {reinterpret_cast<const char*>(&header), sizeof header}; }

/// What stands at a place in the bytes of a library.
template <class T>
T part_of(const std::string& library, std::size_t at) {
  T part;
  std::copy_n(library.data() + at, sizeof part, reinterpret_cast<char*>(&part));
  return part;
}

/// The library with its symbol `bouton_plugin` made unique, as if its compiler had done so.
std::string with_unique_symbol(std::string library) {
  const auto header = part_of<Elf64_Ehdr>(library, 0);
  const auto section = [&](std::size_t i) {
    return part_of<Elf64_Shdr>(library, header.e_shoff + i * sizeof(Elf64_Shdr));
  };
  for (std::size_t i = 0; i < header.e_shnum; ++i) {
    if (section(i).sh_type != SHT_DYNSYM) continue;
    const auto table = section(i), names = section(table.sh_link);
    for (auto at = table.sh_offset; at < table.sh_offset + table.sh_size; at += sizeof(Elf64_Sym)) {
      const auto symbol = part_of<Elf64_Sym>(library, at);
      if (library.compare(names.sh_offset + symbol.st_name, 14, std::string("bouton_plugin\0", 14)) == 0)
        library[at + offsetof(Elf64_Sym, st_info)] =
            static_cast<char>(ELF64_ST_INFO(STB_GNU_UNIQUE, ELF64_ST_TYPE(symbol.st_info)));
    }
  }
  return library;
}

}  // namespace

TEST_CASE("a file that is missing, empty, a text or a folder is refused for what it is") {
  const TemporaryFolder folder;
  const auto refused = [&](const std::filesystem::path& file, RefusalReason reason, const std::string& message) {
    const auto refusal = refusal_of(file);
    CHECK(refusal.reason == reason);
    CHECK(refusal.path == file);
    CHECK(contains(refusal.message, message));
  };
  refused(folder.path() / "none.bouton.so", RefusalReason::missing, "there is no such file; check the path");
  refused(folder.write("empty.bouton.so", ""), RefusalReason::not_a_library, "is empty; build it again");
  refused(folder.write("text.bouton.so", std::string(1000, 'x')), RefusalReason::not_a_library,
          "is not a shared library; build the plugin with bouton_add_plugin");
  refused(folder.write("short.bouton.so",
                       "\x7f"
                       "ELF"),
          RefusalReason::not_a_library, "is not a shared library");
  refused(folder.path(), RefusalReason::not_a_library, "is not a regular file; name the plugin's .bouton.so itself");
  refused(folder.path() / std::string(300, 'n'), RefusalReason::unreadable, "cannot be read: ");
  const auto secret = folder.write("secret.bouton.so", support::bytes_of(plugin("acme")));
  std::filesystem::permissions(secret, std::filesystem::perms::none);
  if (geteuid() != 0) refused(secret, RefusalReason::unreadable, "cannot be opened for reading; check its permissions");
}

TEST_CASE("a library of another machine is refused with both machines' names") {
  const TemporaryFolder folder;
  const auto refused = [&](const Elf64_Ehdr& header) {
    const auto refusal = refusal_of(folder.write("other.bouton.so", bytes(header)));
    CHECK(refusal.reason == RefusalReason::other_machine);
    CHECK(contains(refusal.message, "; this program is for "));
    return refusal.message.substr(0, refusal.message.find(';'));
  };
  auto header = elf_header();
  header.e_machine = EM_S390;
  CHECK(refused(header) == "was built for IBM Z");
  header.e_ident[EI_CLASS] = ELFCLASS32;
  header.e_machine = EM_386;
  CHECK(refused(header) == "was built for 32-bit x86");
  header = elf_header();
  header.e_machine = 4242;
  CHECK(refused(header) == "was built for another machine (number 4242 in ELF)");
  header = elf_header();
  auto& order = header.e_ident[EI_DATA];
  const bool is_little = order == ELFDATA2LSB;
  order = is_little ? ELFDATA2MSB : ELFDATA2LSB;
  CHECK(refused(header) == "was built for a " + std::string(is_little ? "big" : "little") + "-endian machine");
  header.e_machine = EM_S390 << 8;
  CHECK(refused(header) == "was built for IBM Z");
}

TEST_CASE("a link to nothing is refused with what it leads to") {
  const TemporaryFolder folder;
  std::filesystem::create_symlink("gone.so", folder.path() / "link.bouton.so");
  const auto refusal = refusal_of(folder.path() / "link.bouton.so");
  CHECK(refusal.reason == RefusalReason::missing);
  CHECK(contains(refusal.message, "is a link to gone.so, which does not exist; "));
}

TEST_CASE("a library without a manifest is refused, and so is a program") {
  const TemporaryFolder folder;
  auto header = elf_header();
  header.e_phnum = 0;  // nothing more in the file
  for (const auto& file : {plugin("no_manifest"), std::filesystem::path("/proc/self/exe"),
                           folder.write("header.bouton.so", bytes(header))}) {
    const auto refusal = refusal_of(file);
    CHECK(refusal.reason == RefusalReason::no_manifest);
    CHECK(contains(refusal.message,
                   "has no Bouton manifest; a plugin ends with BOUTON_PLUGIN(Type) and links bouton::bouton"));
  }
}

TEST_CASE("the core itself is no plugin, although the words of a stamp stand in it") {
  const auto reason = refusal_of(BOUTON_CORE_LIBRARY).reason;
  CHECK((reason == RefusalReason::no_manifest || reason == RefusalReason::other_stamp));
}

TEST_CASE("a stamp that does not end is none") {
  const TemporaryFolder folder;
  auto stamp = bouton::read_stamp(plugin("acme"));
  stamp.back() = '!';
  const auto file = folder.write("endless.bouton.so", support::with_stamp(support::bytes_of(plugin("acme")), stamp));
  CHECK(refusal_of(file).reason == RefusalReason::no_manifest);
}

TEST_CASE("a library that was cut off in a copy is refused, not a crash") {
  const TemporaryFolder folder;
  const auto library = support::bytes_of(plugin("acme"));
  const auto stamp_end = library.find(bouton::read_stamp(plugin("acme"))) + bouton::stamp_capacity;
  for (const std::size_t size : {loaded_size(library) - 1, stamp_end}) {
    const auto file = folder.write(std::to_string(size) + ".bouton.so", library.substr(0, size));
    // In a process of its own: what is missing from a mapped file ends the process that reads it.
    const pid_t child = fork();
    if (child == 0) {
      bouton::Registry r;
      try {
        r.add_library(file);
      } catch (const bouton::PluginRefused&) {
        _exit(0);
      }
      _exit(1);
    }
    int status = 0;
    waitpid(child, &status, 0);
    CAPTURE(size);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
  }
}

TEST_CASE("a pipe and a device with a plugin's suffix are refused without a read that never ends") {
  const TemporaryFolder folder;
  const auto pipe = folder.path() / "pipe.bouton.so", device = folder.path() / "zero.bouton.so";
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  std::filesystem::create_symlink("/dev/zero", device);
  std::filesystem::create_directory(folder.path() / "folder.bouton.so");
  bouton::Registry r;
  r.search(folder.path());
  REQUIRE(r.refusals().size() == 3);
  for (const auto& refusal : r.refusals()) {
    CHECK(refusal.reason == RefusalReason::not_a_library);
    CHECK(contains(refusal.message, "is not a regular file"));
  }
}

TEST_CASE("a large file is judged by its first bytes, and a large plugin by its tables") {
  const TemporaryFolder folder;
  const auto begin = std::chrono::steady_clock::now();
  constexpr std::uintmax_t size = std::uintmax_t{3} << 30;  // nothing of it is on the disk
  const auto empty = folder.write("empty.bouton.so", "");
  std::filesystem::resize_file(empty, size);
  CHECK(contains(refusal_of(empty).message, "is not a shared library"));
  const auto large = folder.write("large.bouton.so", support::bytes_of(plugin("acme")));
  std::filesystem::resize_file(large, size);
  CHECK(bouton::read_stamp(large) == bouton::read_stamp(plugin("acme")));
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(1));
}

TEST_CASE("a library with unique symbols is refused unopened, with one of them and what to do") {
  const TemporaryFolder folder;
  const auto one = folder.write("one.bouton.so", with_unique_symbol(support::bytes_of(plugin("acme"))));
  auto refusal = refusal_of(one);
  CHECK(refusal.reason == RefusalReason::unique_symbol);
  CHECK(contains(refusal.message, "would share 'bouton_plugin' with other plugins"));
  CHECK(contains(refusal.message, "; build it with bouton_add_plugin, or compile it with -fno-gnu-unique and "));
#ifndef __clang__
  refusal = refusal_of(plugin("shares"));
  CHECK(refusal.reason == RefusalReason::unique_symbol);
  CHECK(contains(refusal.message, "would share 'Settings<int>::gain'"));
#endif
}

TEST_CASE("the symbols of a library are read wherever its section headers say they are") {
  const TemporaryFolder folder;
  auto library = support::bytes_of(plugin("acme"));
  std::fill_n(library.begin() + offsetof(Elf64_Ehdr, e_shoff), sizeof(Elf64_Off), '\0');
  const auto file = folder.write("acme.bouton.so", library);
  CHECK(bouton::read_stamp(file) == bouton::read_stamp(plugin("acme")));
}

TEST_CASE("a library that is damaged in its tables is read or refused, and never ends the process") {
  const TemporaryFolder folder;
  const auto whole = support::bytes_of(plugin("acme"));
  const auto header = elf_header();
  std::size_t refused = 0;
  std::uint32_t random = 1;
  for (int i = 0; i < 2000; ++i) {
    auto library = whole;
    // The header, the table of segments, and what follows: the hash table, symbols, their names, the dynamic section.
    const std::size_t end = i % 2 ? header.e_phoff + header.e_phnum * sizeof(Elf64_Phdr) : 0x4000;
    for (int changes = 1 + i % 3; changes > 0; --changes) {
      random = random * 1664525 + 1013904223;
      library[random % std::min(end, library.size())] = static_cast<char>(random >> 24);
    }
    if (i % 10 == 0) library.resize(random % library.size());
    try {
      const auto stamp = bouton::read_stamp(folder.write("damaged.bouton.so", library));
      CHECK_FALSE(stamp.empty());
    } catch (const bouton::PluginRefused& error) {
      CHECK_FALSE(error.refusal.message.empty());
      ++refused;
    }
  }
  CHECK(refused > 500);
}
