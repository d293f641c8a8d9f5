#include <bouton/aligned.hpp>

#include <sys/mman.h>

#include <algorithm>
#include <limits>
#include <new>

namespace bouton {

namespace {

constexpr std::size_t cache_line = 64;
constexpr std::size_t large_page = std::size_t{2} << 20;

constexpr std::size_t alignment_of(std::size_t bytes) { return bytes >= 2 * large_page ? large_page : cache_line; }

}  // namespace

void* allocate_aligned(std::size_t bytes) {
  const auto alignment = alignment_of(bytes);
  if (bytes > std::numeric_limits<std::size_t>::max() - alignment) throw std::bad_alloc();
  // Whole lines: vector instructions may read the last one to its end.
  const std::size_t size = std::max<std::size_t>((bytes + alignment - 1) / alignment, 1) * alignment;
  void* memory = ::operator new (size, std::align_val_t{alignment});
  // A hint: where the system has no large pages, small ones do.
  if (alignment == large_page) madvise(memory, size, MADV_HUGEPAGE);
  return memory;
}

void free_aligned(void* memory, std::size_t bytes) noexcept {
  ::operator delete (memory, std::align_val_t{alignment_of(bytes)});
}

}  // namespace bouton
