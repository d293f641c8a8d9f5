#include "check/guarded_memory.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include <fmt/format.h>

// A sanitizer watches memory by itself, and has its own `malloc`.
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define BOUTON_OWN_MALLOC 1
#else
#define BOUTON_OWN_MALLOC 0
#endif
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#undef BOUTON_OWN_MALLOC
#define BOUTON_OWN_MALLOC 0
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
  // A block that ends where its size does: what follows is margin, to the byte.
  const std::size_t all = (sizeof(Head) + margin + alignment + size + margin + 63) / 64 * 64;
  if (size > capacity || used.load(std::memory_order_relaxed) + all > capacity) return nullptr;
  std::byte* begin = arena + used.fetch_add(all);
  const auto at = reinterpret_cast<std::uintptr_t>(begin + sizeof(Head) + margin);
  const auto aligned = (at + alignment - 1) / alignment * alignment;
  std::byte* block = begin + (aligned - reinterpret_cast<std::uintptr_t>(begin));
  std::memset(begin + sizeof(Head), fill_byte, all - sizeof(Head));
  *reinterpret_cast<Head*>(begin) = {all, static_cast<std::size_t>(block - begin) - sizeof(Head), size};
  return block;
}

/// How many bytes to keep of a block that gets another size.
[[maybe_unused]] std::size_t smaller_size(const void* block, std::size_t size) {
  for (std::size_t at = 0; at < used;) {
    const auto& head = *reinterpret_cast<const Head*>(arena + at);
    if (arena + at + sizeof(Head) + head.before == block) return std::min(size, head.size);
    at += head.all;
  }
  return 0;
}

}  // namespace

void guard_memory(unsigned char fill) {
  if (arena) return;
  fill_byte = fill;
  void* mapping = mmap(nullptr, capacity, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (mapping != MAP_FAILED) arena = static_cast<std::byte*>(mapping);
}

std::string damaged_memory() {
  const std::size_t end = std::min(used.load(), capacity);
  for (std::size_t at = 0; at < end;) {
    const auto& head = *reinterpret_cast<const Head*>(arena + at);
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

#if BOUTON_OWN_MALLOC

// The C library lets a program replace these. The plugins, the core and `new` take their memory here.
extern "C" {

void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* block, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);
void __libc_free(void* block);

void* malloc(std::size_t size) {
  void* block = bouton_program::take_guarded(size, 1);
  return block ? block : __libc_malloc(size);
}

void* calloc(std::size_t count, std::size_t size) {
  std::size_t bytes = 0;
  void* block = __builtin_mul_overflow(count, size, &bytes) ? nullptr : bouton_program::take_guarded(bytes, 1);
  return block ? std::memset(block, 0, bytes) : __libc_calloc(count, size);
}

void* realloc(void* block, std::size_t size) {
  if (!bouton_program::is_guarded(block)) return __libc_realloc(block, size);
  void* other = malloc(size);
  if (other) std::memcpy(other, block, bouton_program::smaller_size(block, size));
  return other;
}

void* memalign(std::size_t alignment, std::size_t size) {
  void* block = bouton_program::take_guarded(size, alignment);
  return block ? block : __libc_memalign(alignment, size);
}

void* aligned_alloc(std::size_t alignment, std::size_t size) { return memalign(alignment, size); }

int posix_memalign(void** block, std::size_t alignment, std::size_t size) {
  *block = memalign(alignment, size);
  return *block ? 0 : ENOMEM;
}

void free(void* block) {
  if (!bouton_program::is_guarded(block)) __libc_free(block);
}

}  // extern "C"

#endif
