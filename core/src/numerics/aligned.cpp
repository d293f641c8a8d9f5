#include <bouton/aligned.hpp>

#include <sys/mman.h>

#include <cstdlib>
#include <limits>
#include <new>

namespace bouton {

namespace {

constexpr std::size_t cache_line = 64;
constexpr std::size_t large_page = std::size_t{2} << 20;

}  // namespace

void* allocate_aligned(std::size_t bytes) {
  const std::size_t alignment = bytes >= 2 * large_page ? large_page : cache_line;
  if (bytes > std::numeric_limits<std::size_t>::max() - alignment) throw std::bad_alloc();
  const std::size_t size = (bytes + alignment - 1) / alignment * alignment;
  void* memory = std::aligned_alloc(alignment, size == 0 ? alignment : size);
  if (!memory) throw std::bad_alloc();
  // A hint: where the system has no large pages, small ones do.
  if (alignment == large_page) madvise(memory, size, MADV_HUGEPAGE);
  return memory;
}

void free_aligned(void* memory) noexcept { std::free(memory); }

}  // namespace bouton
