#include "check/guarded_memory.hpp"

#include <malloc.h>
#include <sys/mman.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>

#include <fmt/format.h>

// A sanitizer watches memory by itself, and has its own `new`.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define BOUTON_OWN_NEW 1
#else
#define BOUTON_OWN_NEW 0
#endif
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#undef BOUTON_OWN_NEW
#define BOUTON_OWN_NEW 0
#endif
#endif

namespace bouton_program {

namespace {

// The blocks lie one after the other in one mapping: a head, a margin, the block, a margin.
constexpr std::size_t capacity = std::size_t{4} << 30, margin = 64;

struct Head {
  std::size_t all;     // bytes from this head to the next
  std::size_t before;  // bytes of the margin before the block
  std::size_t size;    // bytes of the block
};

std::byte* arena = nullptr;
std::atomic<std::size_t> used = 0;
unsigned char fill_byte = 0;

std::size_t count_changed(const std::byte* begin, std::size_t count) {
  return static_cast<std::size_t>(
      std::count_if(begin, begin + count, [](std::byte b) { return b != std::byte{fill_byte}; }));
}

[[maybe_unused]] bool is_guarded(const void* p) { return arena && p >= arena && p < arena + capacity; }

/// A block in the arena, or nullptr if that is off or full.
[[maybe_unused]] void* take_guarded(std::size_t size, std::size_t alignment) {
  if (!arena) return nullptr;
  alignment = std::max(alignment, alignof(std::max_align_t));
  // The margin behind begins where the block ends, to the byte.
  const std::size_t all = (sizeof(Head) + margin + alignment + size + margin + 63) / 64 * 64;
  if (size > capacity) return nullptr;
  const std::size_t offset = used.fetch_add(all);
  if (offset + all > capacity) return nullptr;
  std::byte* begin = arena + offset;
  const auto at = reinterpret_cast<std::uintptr_t>(begin + sizeof(Head) + margin);
  const auto aligned = (at + alignment - 1) / alignment * alignment;
  std::byte* block = begin + (aligned - reinterpret_cast<std::uintptr_t>(begin));
  std::memset(begin + sizeof(Head), fill_byte, all - sizeof(Head));
  *reinterpret_cast<Head*>(begin) = {all, static_cast<std::size_t>(block - begin) - sizeof(Head), size};
  return block;
}

}  // namespace

bool has_sanitizer() { return !BOUTON_OWN_NEW; }

void guard_memory(unsigned char fill) {
  if (arena) return;
  // What a library takes with malloc itself is filled as well, though it has no margins.
  mallopt(M_PERTURB, static_cast<unsigned char>(~fill));
  fill_byte = fill;
  void* mapping = mmap(nullptr, capacity, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (mapping != MAP_FAILED) arena = static_cast<std::byte*>(mapping);
}

std::string damaged_memory() {
  const std::size_t end = std::min(used.load(), capacity);
  for (std::size_t at = 0; at + sizeof(Head) < end;) {
    const auto& head = *reinterpret_cast<const Head*>(arena + at);
    if (head.all == 0) break;  // the first that did not fit
    const std::byte* before = arena + at + sizeof(Head);
    const std::byte* after = before + head.before + head.size;
    const std::size_t margin_after = head.all - sizeof(Head) - head.before - head.size;
    if (const auto count = count_changed(before, head.before))
      return fmt::format("{} bytes before a block of {} bytes were overwritten", count, head.size);
    if (const auto count = count_changed(after, margin_after))
      return fmt::format("{} bytes behind a block of {} bytes were overwritten", count, head.size);
    at += head.all;
  }
  return "";
}

}  // namespace bouton_program

#if BOUTON_OWN_NEW

// The plugins, the core and the standard library take their memory here. What is not guarded comes from malloc, as it
// would without this file.

void* operator new(std::size_t size) {
  if (void* block = bouton_program::take_guarded(size, 1)) return block;
  if (void* block = std::malloc(std::max<std::size_t>(size, 1))) return block;
  throw std::bad_alloc();
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  const auto bytes = static_cast<std::size_t>(alignment);
  if (void* block = bouton_program::take_guarded(size, bytes)) return block;
  void* block = nullptr;
  if (posix_memalign(&block, std::max(bytes, sizeof(void*)), size) == 0) return block;
  throw std::bad_alloc();
}
void operator delete(void* block) noexcept {
  if (!bouton_program::is_guarded(block)) std::free(block);
}
void operator delete(void* block, std::size_t) noexcept { operator delete(block); }
void operator delete(void* block, std::align_val_t) noexcept { operator delete(block); }
void operator delete(void* block, std::size_t, std::align_val_t) noexcept { operator delete(block); }

#endif
