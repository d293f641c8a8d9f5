/// The addresses that the loader takes from a library's tables and believes.
///
/// To open a library means to write addresses into its data (relocations) and to call its functions at the beginning
/// and at the end (the arrays of constructors and destructors). The loader does so wherever the tables lead. Where they
/// lead out of what it has mapped, the process ends, or it does not, by what happens to lie there this time; so a trial
/// in a process of its own does not always show it. Only a function's own code can not be checked like this.

#include <elf.h>

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include <bouton/registry.hpp>

#include "registry/library_image.hpp"

namespace bouton {

namespace {

constexpr std::uint64_t address_size = sizeof(std::uint64_t);

#if defined(__x86_64__)
constexpr unsigned own_place = R_X86_64_RELATIVE, asks_function = R_X86_64_IRELATIVE;
#elif defined(__aarch64__)
constexpr unsigned own_place = R_AARCH64_RELATIVE, asks_function = R_AARCH64_IRELATIVE;
#elif defined(__riscv)
constexpr unsigned own_place = R_RISCV_RELATIVE, asks_function = R_RISCV_IRELATIVE;
#else
#error "add this machine's kinds of relocations"
#endif

}  // namespace

void LibraryImage::refuse_leading_out(const char* what, std::uint64_t address) const {
  throw PluginRefused(
      {library_, RefusalReason::not_a_library,
       fmt::format("is damaged: {} the address {:#x}, where it has nothing; copy or build it again", what, address)});
}

const LibraryImage::Segment* LibraryImage::segment_at(std::uint64_t address) const {
  const auto at = std::ranges::find_if(
      segments_, [&](const Segment& s) { return address >= s.address && address - s.address < s.memory; });
  return at == segments_.end() ? nullptr : &*at;
}

std::vector<LibraryImage::Relocation> LibraryImage::read_relocations(const Table& table) const {
  std::vector<Relocation> relocations;
  if (table.size == 0) return relocations;
  const auto bytes = read_mapped(table.address, table.size, "table of relocations");
  for (std::uint64_t at = 0; at + sizeof(Elf64_Rela) <= bytes.size(); at += sizeof(Elf64_Rela)) {
    const auto one = read_at<Elf64_Rela>(bytes, at);
    if (ELF64_R_TYPE(one.r_info) == 0) continue;  // it does nothing
    relocations.push_back(
        {one.r_offset, ELF64_R_TYPE(one.r_info), ELF64_R_SYM(one.r_info), static_cast<std::uint64_t>(one.r_addend)});
  }
  return relocations;
}

/// An even word names a place; an odd one has a bit for each of the 63 that follow the last. The address that is
/// written stands at the place itself.
std::vector<LibraryImage::Relocation> LibraryImage::read_packed_relocations() const {
  std::vector<Relocation> relocations;
  const auto& table = dynamic_->packed_relocations;
  if (table.size == 0) return relocations;
  const auto add = [&](std::uint64_t place) {
    const auto bytes = read_mapped(place, address_size, "data");
    relocations.push_back({place, own_place, 0, read_at<std::uint64_t>(bytes, 0)});
  };
  const auto bytes = read_mapped(table.address, table.size, "table of packed relocations");
  std::uint64_t next = 0;
  for (std::uint64_t at = 0; at + address_size <= bytes.size(); at += address_size) {
    const auto word = read_at<std::uint64_t>(bytes, at);
    if ((word & 1) == 0) {
      add(word);
      next = word + address_size;
      continue;
    }
    for (std::uint64_t bit = 1; bit < 64; ++bit)
      if (word >> bit & 1) add(next + (bit - 1) * address_size);
    next += 63 * address_size;
  }
  return relocations;
}

void LibraryImage::check_relocation(const Relocation& relocation) const {
  constexpr auto writes = "a relocation writes to";
  const auto* segment = segment_at(relocation.place);
  if (!segment || segment->memory - (relocation.place - segment->address) < address_size)
    refuse_leading_out(writes, relocation.place);
  if (!segment->is_writable && !dynamic_->writes_to_code) refuse_leading_out(writes, relocation.place);
  if (relocation.symbol >= std::max<std::size_t>(symbols_.size(), 1)) refuse_damaged("table of symbols");
  if (relocation.kind == asks_function) check_call(relocation.address);
  // What follows the last object of a segment may have an address, too.
  if (relocation.kind == own_place && !segment_at(relocation.address) && !segment_at(relocation.address - 1))
    refuse_leading_out("a pointer leads to", relocation.address);
}

void LibraryImage::check_call(std::uint64_t address) const {
  const auto* segment = segment_at(address);
  if (!segment || !segment->is_executable) refuse_leading_out("it calls", address);
}

/// Each function of the array has its address by a relocation, since the library may be mapped anywhere. They are
/// ordered by their places.
void LibraryImage::check_calls(const Table& table, const std::vector<Relocation>& relocations) const {
  if (table.size == 0) return;
  read_mapped(table.address, table.size, "array of functions");
  for (std::uint64_t at = 0; at + address_size <= table.size; at += address_size) {
    const auto place = table.address + at;
    auto by = std::ranges::lower_bound(relocations, place, {}, &Relocation::place);
    if (by == relocations.end() || by->place != place)
      refuse_leading_out("a function without an address is called at", place);
    for (; by != relocations.end() && by->place == place; ++by)
      if (by->kind == own_place) check_call(by->address);
  }
}

void LibraryImage::check_addresses() const {
  if (!dynamic_) return;
  auto relocations = read_relocations(dynamic_->relocations);
  std::ranges::copy(read_packed_relocations(), std::back_inserter(relocations));
  for (const auto& relocation : relocations) check_relocation(relocation);
  for (const auto& relocation : read_relocations(dynamic_->late_relocations)) check_relocation(relocation);
  std::ranges::sort(relocations, {}, &Relocation::place);
  check_calls(dynamic_->at_begin, relocations);
  check_calls(dynamic_->at_end, relocations);
  for (const auto address : {dynamic_->call_at_begin, dynamic_->call_at_end})
    if (address != 0) check_call(address);
}

}  // namespace bouton
