/// Reads from a library's file what the loader would see, without opening the library.
#pragma once

#include <cstddef>
#include <cstdint>
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

 private:
  struct Segment {
    std::uint64_t address, offset, size;
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
  struct Dynamic {
    std::uint64_t symbols = 0, names = 0, names_size = 0, gnu_hash = 0, hash = 0;
  };

  [[noreturn]] void refuse_damaged(const char* what) const;
  void open_file();
  void read_headers();
  void read_symbols();
  std::optional<Dynamic> read_dynamic(std::uint64_t offset, std::uint64_t size) const;
  std::uint64_t count_symbols(const Dynamic& dynamic) const;
  std::uint64_t count_in_gnu_hash(std::uint64_t table) const;
  std::string read(std::uint64_t offset, std::uint64_t size, const char* what) const;
  Place place_of(std::uint64_t address) const;
  std::string read_mapped(std::uint64_t address, std::uint64_t size, const char* what) const;

  std::filesystem::path library_;
  int file_ = -1;
  std::uint64_t size_ = 0;
  std::vector<Segment> segments_;  // those that the loader maps
  std::optional<Dynamic> dynamic_;
  std::string names_;
  std::vector<Symbol> symbols_;
};

}  // namespace bouton
