#include <elf.h>

#include <cstddef>
#include <cstring>
#include <functional>

#include <support/plugins.hpp>

using bouton::RefusalReason;
using support::contains;
using support::plugin;
using support::refusal_of;
using support::TemporaryFolder;

namespace {

/// Nothing is there in any library.
constexpr std::uint64_t nowhere = std::uint64_t{1} << 40;

/// A library's bytes, in which single numbers are changed.
class Library {
 public:
  explicit Library(const std::string& name) : bytes_(support::bytes_of(plugin(name))) {
    const auto header = at<Elf64_Ehdr>(0);
    for (std::size_t i = 0; i < header.e_phnum; ++i)
      parts_.push_back(at<Elf64_Phdr>(header.e_phoff + i * sizeof(Elf64_Phdr)));
  }

  template <class T>
  T at(std::uint64_t offset) const {
    REQUIRE(offset + sizeof(T) <= bytes_.size());
    T value;
    std::memcpy(&value, bytes_.data() + offset, sizeof value);
    return value;
  }
  void put(std::uint64_t offset, std::uint64_t value) { std::memcpy(bytes_.data() + offset, &value, sizeof value); }

  /// Where an address is in the file.
  std::uint64_t offset_of(std::uint64_t address) const {
    for (const auto& part : parts_)
      if (part.p_type == PT_LOAD && address >= part.p_vaddr && address - part.p_vaddr < part.p_filesz)
        return address - part.p_vaddr + part.p_offset;
    FAIL("the address is not in the file");
    return 0;
  }
  /// Where the value of a dynamic entry is in the file.
  std::uint64_t entry(std::int64_t tag) const {
    for (const auto& part : parts_)
      for (auto at = part.p_offset; part.p_type == PT_DYNAMIC && at < part.p_offset + part.p_filesz;
           at += sizeof(Elf64_Dyn))
        if (this->at<Elf64_Dyn>(at).d_tag == tag) return at + offsetof(Elf64_Dyn, d_un);
    FAIL("there is no such entry");
    return 0;
  }
  std::uint64_t value(std::int64_t tag) const { return at<std::uint64_t>(entry(tag)); }
  /// Where the first relocation of the wanted kind is in the file.
  std::uint64_t relocation(const std::function<bool(const Elf64_Rela&)>& is_wanted) const {
    const auto begin = offset_of(value(DT_RELA));
    for (auto at = begin; at < begin + value(DT_RELASZ); at += sizeof(Elf64_Rela))
      if (is_wanted(this->at<Elf64_Rela>(at))) return at;
    FAIL("there is no such relocation");
    return 0;
  }
  std::uint64_t read_only_address() const {
    for (const auto& part : parts_)
      if (part.p_type == PT_LOAD && !(part.p_flags & PF_W)) return part.p_vaddr + 8;
    FAIL("all can be written");
    return 0;
  }
  std::uint64_t data_address() const {
    for (const auto& part : parts_)
      if (part.p_type == PT_LOAD && (part.p_flags & PF_W)) return part.p_vaddr + 8;
    FAIL("nothing can be written");
    return 0;
  }

  /// Why it is refused.
  std::string refusal() const {
    const TemporaryFolder folder;
    folder.write("damaged.bouton.so", bytes_);
    const auto refusal = refusal_of(folder.path() / "damaged.bouton.so");
    CHECK(refusal.reason == RefusalReason::not_a_library);
    return refusal.message;
  }

 private:
  std::string bytes_;
  std::vector<Elf64_Phdr> parts_;
};

/// A relocation that writes the address of a place in the library.
bool is_relative(const Elf64_Rela& r) { return r.r_info != 0 && ELF64_R_SYM(r.r_info) == 0; }

constexpr auto next_step = ", where it has nothing; copy or build it again";

}  // namespace

TEST_CASE("a library whose relocations lead out of it, or into what is only read, is refused before it is opened") {
  for (const bool is_relocated_by_name : {false, true}) {
    CAPTURE(is_relocated_by_name);
    Library library("acme");
    const auto at = library.relocation([&](const auto& r) { return is_relative(r) != is_relocated_by_name; });
    library.put(at + offsetof(Elf64_Rela, r_offset), nowhere);
    CHECK(library.refusal() == std::string("is damaged: a relocation writes to the address 0x10000000000") + next_step);
    library.put(at + offsetof(Elf64_Rela, r_offset), library.read_only_address());
    CHECK(contains(library.refusal(), "is damaged: a relocation writes to the address "));
  }
}

TEST_CASE("a relocation of a symbol that the library does not have, or to a place outside of it, is refused") {
  Library symbol("acme");
  const auto named = symbol.relocation([](const auto& r) { return !is_relative(r); });
  symbol.put(named + offsetof(Elf64_Rela, r_info), ELF64_R_INFO(std::uint64_t{1} << 20, 1));
  CHECK(contains(symbol.refusal(), "is damaged: its table of symbols is not all in the file"));
  Library pointer("acme");
  pointer.put(pointer.relocation(is_relative) + offsetof(Elf64_Rela, r_addend), nowhere);
  CHECK(pointer.refusal() == std::string("is damaged: a pointer leads to the address 0x10000000000") + next_step);
}

TEST_CASE("a library that would call what is no code when it is opened or closed is refused before it is opened") {
  for (const auto array : {DT_INIT_ARRAY, DT_FINI_ARRAY}) {
    CAPTURE(array);
    Library library("acme");
    const auto place = library.value(array);
    const auto at = library.relocation([&](const auto& r) { return r.r_offset == place; });
    library.put(at + offsetof(Elf64_Rela, r_addend), library.data_address());
    CHECK(contains(library.refusal(), "is damaged: it calls the address "));
    library.put(at + offsetof(Elf64_Rela, r_info), 0);
    CHECK(contains(library.refusal(), "is damaged: a function without an address is called at the address "));
    library.put(library.entry(array), nowhere);
    CHECK(contains(library.refusal(), "is damaged: its array of functions is not all in the file"));
  }
  for (const auto function : {DT_INIT, DT_FINI}) {
    Library library("acme");
    library.put(library.entry(function), nowhere);
    CHECK(library.refusal() == std::string("is damaged: it calls the address 0x10000000000") + next_step);
  }
}

TEST_CASE("relocations that the linker has packed are followed as well") {
  Library library("packed");
  auto r = support::registry();
  r.add_library(plugin("packed"));
  CHECK(r.find("acme") != nullptr);
  library.put(library.offset_of(library.value(DT_RELR)), nowhere);
  CHECK(contains(library.refusal(), "is damaged: its data is not all in the file"));
  Library array("packed");
  array.put(array.offset_of(array.value(DT_FINI_ARRAY)), array.data_address());
  CHECK(contains(array.refusal(), "is damaged: it calls the address "));
}
