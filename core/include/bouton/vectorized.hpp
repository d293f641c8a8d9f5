/// Loops for the vector units of the machine that the program runs on.
#pragma once

/// Before a function that is no template: it is compiled for the baseline machine, for AVX2 and for AVX-512, and the
/// best that the processor has is chosen when the library is loaded. What such a function shall share with others must
/// be inlined into it: mark that BOUTON_INLINE. All versions give the same bits as long as the compiler does not
/// contract products and sums (`-ffp-contract=off`, which bouton_add_plugin sets) and sums are not reordered.
/// Sanitizers start after the choice would be made: with one there is the baseline only.
#if defined(__x86_64__) && defined(__linux__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && \
    (!defined(__clang__) || __clang_major__ >= 14)
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define BOUTON_VECTORIZED
#endif
#endif
#ifndef BOUTON_VECTORIZED
#define BOUTON_VECTORIZED __attribute__((target_clones("default", "avx2", "avx512f")))
#endif
#else
#define BOUTON_VECTORIZED
#endif

#define BOUTON_INLINE inline __attribute__((always_inline))

/// Before a loop: what one turn writes, no other turn reads or writes.
#if defined(__clang__)
#define BOUTON_INDEPENDENT_TURNS _Pragma("clang loop vectorize(assume_safety)")
#else
#define BOUTON_INDEPENDENT_TURNS _Pragma("GCC ivdep")
#endif

/// Before a function that uses what only AVX2, or only AVX-512 (F and VL), has. It may only be called where
/// `bouton::vector_unit()` says that the processor has it.
#if defined(__x86_64__)
#define BOUTON_FOR_AVX2 __attribute__((target("avx2")))
#define BOUTON_FOR_AVX512 __attribute__((target("avx512f,avx512vl")))
#endif

namespace bouton {

enum class VectorUnit { baseline, avx2, avx512 };

/// The best vector unit of the processor that the program runs on, for functions that are written for one of them.
/// Where BOUTON_VECTORIZED is enough, the compiler asks by itself. Cheap; any thread may call it.
inline VectorUnit vector_unit() {
#if defined(__x86_64__)
  static const VectorUnit best = [] {
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")) return VectorUnit::avx512;
    return __builtin_cpu_supports("avx2") ? VectorUnit::avx2 : VectorUnit::baseline;
  }();
  return best;
#else
  return VectorUnit::baseline;
#endif
}

}  // namespace bouton
