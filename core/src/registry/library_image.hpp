/// Reads from a library's file what the loader would see, without opening the library.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bouton {

/// A shared library in the ELF format. Only the parts that are asked for are read, so a file may be of any size, and
/// each place that the file names is checked to be in the file.
///
/// The loader follows the program headers to the dynamic section, and that one to a hash table, the symbols and their
/// names. So does this class, and it does not look at the section headers, which the loader ignores.
class LibraryImage {
 public:
  /// Throws PluginRefused if the file is missing, unreadable, no library for this machine, or incomplete.
  explicit LibraryImage(std::filesystem::path library);
  LibraryImage(const LibraryImage&) = delete;
  ~LibraryImage();

  /// The text at the beginning of the symbol `bouton_plugin`. Throws PluginRefused if there is none.
  std::string stamp() const;

  /// The symbols of the kind STB_GNU_UNIQUE, demangled, in the order of the table. The loader binds all libraries of
  /// the process that have a unique symbol of one name to the same one, also those that were opened with RTLD_LOCAL.
  std::vector<std::string> unique_symbols() const;

  /// Throws PluginRefused if the loader would write to, or call, an address where the library has nothing. The loader
  /// looks at none of them; a library that was damaged there ends the process, in one start and not in the next.
  void check_addresses() const;

 private:
  struct Segment {
    std::uint64_t address, offset;
    std::uint64_t size;    ///< of what comes from the file
    std::uint64_t memory;  ///< with the zeros that follow it
    bool is_writable, is_executable;
  };
  struct Place {
    std::uint64_t offset, size;
  };
  struct Symbol {
    std::string_view name;
    unsigned binding;
    bool is_defined;
    std::uint64_t address;
  };
  struct Table {
    std::uint64_t address = 0, size = 0;
  };
  struct Dynamic {
    std::uint64_t symbols = 0, names = 0, names_size = 0, gnu_hash = 0, hash = 0;
    Table relocations, late_relocations, packed_relocations, at_begin, at_end;
    std::uint64_t call_at_begin = 0, call_at_end = 0;
    bool writes_to_code = false;
  };
  /// What the loader does to a place: it writes the address of a symbol, or of a place in the library.
  struct Relocation {
    std::uint64_t place, kind, symbol, address;
  };

  [[noreturn]] void refuse_damaged(const char* what) const;
  void open_file();
  void read_headers();
  void read_symbols();
  std::optional<Dynamic> read_dynamic(const Table& table) const;
  std::uint64_t count_symbols(const Dynamic& dynamic) const;
  std::uint64_t count_in_gnu_hash(std::uint64_t table) const;
  std::string read(std::uint64_t offset, std::uint64_t size, const char* what) const;
  Place place_of(std::uint64_t address) const;
  std::string read_mapped(std::uint64_t address, std::uint64_t size, const char* what) const;
  const Segment* segment_at(std::uint64_t address) const;
  std::vector<Relocation> read_relocations(const Table& table) const;
  std::vector<Relocation> read_packed_relocations() const;
  void check_relocation(const Relocation& relocation) const;
  void check_calls(const Table& table, const std::vector<Relocation>& relocations) const;
  void check_call(std::uint64_t address) const;
  [[noreturn]] void refuse_leading_out(const char* what, std::uint64_t address) const;

  std::filesystem::path library_;
  int file_ = -1;
  std::uint64_t size_ = 0;
  std::vector<Segment> segments_;  // those that the loader maps
  std::optional<Dynamic> dynamic_;
  std::string names_;
  std::vector<Symbol> symbols_;
};

/// A number of a file's bytes. The caller has checked that they are there.
template <class T>
T read_at(std::string_view bytes, std::uint64_t at) {
  T value;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

}  // namespace bouton
