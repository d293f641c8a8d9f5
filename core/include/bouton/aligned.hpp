/// Memory that vector instructions read best.
#pragma once

#include <cstddef>
#include <vector>

#include <bouton/export.hpp>

namespace bouton {

/// Memory that begins at a cache line and, where it is large, consists of large pages if the system has any: a step
/// goes through megabytes of weights. Throws std::bad_alloc.
BOUTON_API void* allocate_aligned(std::size_t bytes);
/// Gives it back; `bytes` are those that were asked for.
BOUTON_API void free_aligned(void* memory, std::size_t bytes) noexcept;

template <class T>
struct AlignedAllocator {
  using value_type = T;

  AlignedAllocator() = default;
  template <class U>
  AlignedAllocator(const AlignedAllocator<U>&) {}

  T* allocate(std::size_t n) { return static_cast<T*>(allocate_aligned(n * sizeof(T))); }
  void deallocate(T* memory, std::size_t n) noexcept { free_aligned(memory, n * sizeof(T)); }

  friend bool operator==(AlignedAllocator, AlignedAllocator) { return true; }
};

template <class T>
using AlignedVector = std::vector<T, AlignedAllocator<T>>;

}  // namespace bouton
