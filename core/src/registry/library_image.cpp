#include "registry/library_image.hpp"

#include <elf.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fmt/format.h>

#include <bouton/manifest.hpp>
#include <bouton/registry.hpp>

#include "registry/demangled.hpp"
#include "registry/library.hpp"

namespace bouton {

namespace {

/// No table of a plugin is larger. What a damaged or hostile file says must not fill the memory.
constexpr std::uint64_t largest_table = std::uint64_t{1} << 26;
/// Linkers make about five.
constexpr std::size_t most_segments = 100;

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

}  // namespace

PluginRefused no_manifest(const std::filesystem::path& library) {
  return PluginRefused({library, RefusalReason::no_manifest,
                        "has no Bouton manifest; a plugin ends with BOUTON_PLUGIN(Type) and links bouton::bouton"});
}

LibraryImage::LibraryImage(std::filesystem::path library) : library_(std::move(library)) {
  try {
    open_file();
    read_headers();
    read_symbols();
  } catch (...) {
    if (file_ >= 0) close(file_);
    throw;
  }
}

LibraryImage::~LibraryImage() { close(file_); }

void LibraryImage::refuse_damaged(const char* what) const {
  refuse(library_, RefusalReason::not_a_library,
         fmt::format("is damaged: its {} is not all in the file; copy or build it again", what));
}

/// Opens regular files only: to read from a pipe or a device may never end.
void LibraryImage::open_file() {
  std::error_code error;
  const auto status = std::filesystem::status(library_, error);
  if (status.type() == std::filesystem::file_type::not_found) {
    const auto target = std::filesystem::read_symlink(library_, error);
    if (error) refuse(library_, RefusalReason::missing, "there is no such file; check the path");
    refuse(library_, RefusalReason::missing,
           fmt::format("is a link to {}, which does not exist; remove it, or build the plugin again", target.string()));
  }
  if (error) refuse(library_, RefusalReason::unreadable, fmt::format("cannot be read: {}", error.message()));
  constexpr auto what_to_do = "is not a regular file; name the plugin's .bouton.so itself";
  if (status.type() != std::filesystem::file_type::regular) refuse(library_, RefusalReason::not_a_library, what_to_do);
  file_ = open(library_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file_ < 0) refuse(library_, RefusalReason::unreadable, "cannot be opened for reading; check its permissions");
  struct stat now {};
  if (fstat(file_, &now) != 0 || !S_ISREG(now.st_mode)) refuse(library_, RefusalReason::not_a_library, what_to_do);
  size_ = static_cast<std::uint64_t>(now.st_size);
}

std::string LibraryImage::read(std::uint64_t offset, std::uint64_t size, const char* what) const {
  if (size > largest_table || offset > size_ || size > size_ - offset) refuse_damaged(what);
  std::string bytes(size, '\0');
  for (std::uint64_t at = 0; at < size;) {
    const auto count = pread(file_, bytes.data() + at, size - at, static_cast<off_t>(offset + at));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) refuse(library_, RefusalReason::unreadable, fmt::format("cannot be read: {}", std::strerror(errno)));
    if (count == 0) refuse_damaged(what);  // it has become shorter
    at += static_cast<std::uint64_t>(count);
  }
  return bytes;
}

void LibraryImage::read_headers() {
  if (size_ == 0) refuse(library_, RefusalReason::not_a_library, "is empty; build it again");
  const auto begin = read(0, std::min<std::uint64_t>(size_, sizeof(Elf64_Ehdr)), "header");
  if (begin.size() < sizeof(Elf64_Ehdr) || !begin.starts_with(ELFMAG))
    refuse(library_, RefusalReason::not_a_library, "is not a shared library; build the plugin with bouton_add_plugin");
  const auto header = read_at<Elf64_Ehdr>(begin, 0);
  if (auto other = other_machine(header); !other.empty())
    refuse(library_, RefusalReason::other_machine, std::move(other));
  if (header.e_phnum == 0) return;
  constexpr auto cut_off = "is cut off; copy or build it again";
  const std::uint64_t table_size = std::uint64_t{header.e_phnum} * sizeof(Elf64_Phdr);
  if (header.e_phentsize != sizeof(Elf64_Phdr) || header.e_phoff > size_ || table_size > size_ - header.e_phoff)
    refuse(library_, RefusalReason::not_a_library, cut_off);
  const auto table = read(header.e_phoff, table_size, "table of segments");
  std::optional<Table> dynamic;
  for (std::uint64_t at = 0; at < table.size(); at += sizeof(Elf64_Phdr)) {
    const auto part = read_at<Elf64_Phdr>(table, at);
    // The loader would map it, and reading beyond the end of the file would end the process.
    if (part.p_offset > size_ || part.p_filesz > size_ - part.p_offset)
      refuse(library_, RefusalReason::not_a_library, cut_off);
    if (part.p_type != PT_LOAD && part.p_type != PT_DYNAMIC) continue;
    if (segments_.size() == most_segments)
      refuse(library_, RefusalReason::not_a_library,
             fmt::format("has more than {} segments; build it again", most_segments));
    if (part.p_type == PT_LOAD)
      segments_.push_back({part.p_vaddr, part.p_offset, part.p_filesz, part.p_memsz, (part.p_flags & PF_W) != 0,
                           (part.p_flags & PF_X) != 0});
    if (part.p_type == PT_DYNAMIC && !dynamic) dynamic = {part.p_vaddr, part.p_filesz};
  }
  if (dynamic) dynamic_ = read_dynamic(*dynamic);
}

/// Nothing if the library has no symbols that could be looked up by name.
std::optional<LibraryImage::Dynamic> LibraryImage::read_dynamic(const Table& table) const {
  const auto section = read_mapped(table.address, table.size, "dynamic section");
  Dynamic dynamic;
  for (std::uint64_t at = 0; at + sizeof(Elf64_Dyn) <= section.size(); at += sizeof(Elf64_Dyn)) {
    const auto entry = read_at<Elf64_Dyn>(section, at);
    if (entry.d_tag == DT_NULL) break;
    const auto value = entry.d_un.d_val;
    switch (entry.d_tag) {
      case DT_SYMTAB: dynamic.symbols = value; break;
      case DT_STRTAB: dynamic.names = value; break;
      case DT_STRSZ: dynamic.names_size = value; break;
      case DT_GNU_HASH: dynamic.gnu_hash = value; break;
      case DT_HASH: dynamic.hash = value; break;
      case DT_RELA: dynamic.relocations.address = value; break;
      case DT_RELASZ: dynamic.relocations.size = value; break;
      case DT_JMPREL: dynamic.late_relocations.address = value; break;
      case DT_PLTRELSZ: dynamic.late_relocations.size = value; break;
      case DT_RELR: dynamic.packed_relocations.address = value; break;
      case DT_RELRSZ: dynamic.packed_relocations.size = value; break;
      case DT_INIT: dynamic.call_at_begin = value; break;
      case DT_FINI: dynamic.call_at_end = value; break;
      case DT_INIT_ARRAY: dynamic.at_begin.address = value; break;
      case DT_INIT_ARRAYSZ: dynamic.at_begin.size = value; break;
      case DT_FINI_ARRAY: dynamic.at_end.address = value; break;
      case DT_FINI_ARRAYSZ: dynamic.at_end.size = value; break;
      case DT_TEXTREL: dynamic.writes_to_code = true; break;
      case DT_FLAGS: dynamic.writes_to_code |= (value & DF_TEXTREL) != 0; break;
      default: break;
    }
  }
  if (!dynamic.symbols || !dynamic.names || (!dynamic.gnu_hash && !dynamic.hash)) return std::nullopt;
  return dynamic;
}

/// Where in the file the loader finds what it maps at an address, and how much of the file it maps from there on.
LibraryImage::Place LibraryImage::place_of(std::uint64_t address) const {
  for (const auto& segment : segments_)
    if (address >= segment.address && address - segment.address < segment.size)
      return {segment.offset + (address - segment.address), segment.size - (address - segment.address)};
  return {0, 0};
}

std::string LibraryImage::read_mapped(std::uint64_t address, std::uint64_t size, const char* what) const {
  const auto place = place_of(address);
  if (size > place.size) refuse_damaged(what);
  return read(place.offset, size, what);
}

/// The table lists the defined symbols in buckets. A bucket names its first symbol, those of a bucket follow each
/// other, and the last one is marked; so the last symbol of all is the last of the bucket that begins last.
std::uint64_t LibraryImage::count_in_gnu_hash(std::uint64_t table) const {
  constexpr auto what = "hash table";
  using Word = std::uint32_t;
  const auto header = read_mapped(table, 4 * sizeof(Word), what);
  const std::uint64_t buckets = read_at<Word>(header, 0), first = read_at<Word>(header, 4);
  const std::uint64_t filter_words = read_at<Word>(header, 8);
  const std::uint64_t bucket_begin = table + header.size() + filter_words * sizeof(std::uint64_t);
  const auto all = read_mapped(bucket_begin, buckets * sizeof(Word), what);
  std::uint64_t last = 0;
  for (std::uint64_t at = 0; at < all.size(); at += sizeof(Word))
    last = std::max<std::uint64_t>(last, read_at<Word>(all, at));
  if (last < first) return first;
  constexpr std::uint64_t block = 1024 * sizeof(Word);
  for (auto chain = place_of(bucket_begin + all.size() + (last - first) * sizeof(Word));
       chain.size >= sizeof(Word) && last * sizeof(Elf64_Sym) < largest_table;) {
    const auto words = read(chain.offset, std::min(block, chain.size / sizeof(Word) * sizeof(Word)), what);
    for (std::uint64_t at = 0; at < words.size(); at += sizeof(Word), ++last)
      if (read_at<Word>(words, at) & 1) return last + 1;
    chain = {chain.offset + words.size(), chain.size - words.size()};
  }
  refuse_damaged(what);
}

/// The loader takes the GNU table where there are both.
std::uint64_t LibraryImage::count_symbols(const Dynamic& dynamic) const {
  if (dynamic.gnu_hash) return count_in_gnu_hash(dynamic.gnu_hash);
  // The words of the older table: the number of buckets, then that of symbols.
  return read_at<std::uint32_t>(read_mapped(dynamic.hash, 2 * sizeof(std::uint32_t), "hash table"), 4);
}

void LibraryImage::read_symbols() {
  if (!dynamic_) return;
  constexpr auto what = "table of symbols";
  const auto table = read_mapped(dynamic_->symbols, count_symbols(*dynamic_) * sizeof(Elf64_Sym), what);
  names_ = read_mapped(dynamic_->names, dynamic_->names_size, what);
  for (std::uint64_t at = 0; at < table.size(); at += sizeof(Elf64_Sym)) {
    const auto symbol = read_at<Elf64_Sym>(table, at);
    if (symbol.st_name >= names_.size()) refuse_damaged(what);
    const auto end = names_.find('\0', symbol.st_name);
    if (end == std::string::npos) refuse_damaged(what);
    symbols_.push_back({std::string_view(names_).substr(symbol.st_name, end - symbol.st_name),
                        static_cast<unsigned>(ELF64_ST_BIND(symbol.st_info)), symbol.st_shndx != SHN_UNDEF,
                        symbol.st_value});
  }
}

std::string LibraryImage::stamp() const {
  // The beginning of a stamp, from the stamp itself, so that both cannot drift apart.
  const std::string own = expected_stamp();
  const std::string_view opening = std::string_view(own).substr(0, own.find('=') + 1);
  for (const auto& symbol : symbols_) {
    if (!symbol.is_defined || symbol.name != "bouton_plugin") continue;
    const auto place = place_of(symbol.address);
    if (place.size < stamp_capacity) break;
    const auto bytes = read(place.offset, stamp_capacity, "manifest");
    const auto stamp = bytes.substr(0, bytes.find('}') + 1);
    if (stamp.starts_with(opening) && stamp == printable(stamp)) return stamp;
  }
  throw no_manifest(library_);
}

std::vector<std::string> LibraryImage::unique_symbols() const {
  std::vector<std::string> unique;
  for (const auto& symbol : symbols_)
    if (symbol.is_defined && symbol.binding == STB_GNU_UNIQUE)
      unique.push_back(printable(demangled(std::string(symbol.name))));
  return unique;
}

}  // namespace bouton
