/// How the floating-point unit works while a network is computed.
#pragma once

#include <cstdint>

#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

namespace bouton {

/// As long as an object lives, the calling thread takes denormal numbers (those below 2.2e-308) for zero, both where an
/// operation reads one and where one would be its result; and it rounds to the nearest number. A state that decays
/// towards zero reaches it then. Without this it ends in denormal numbers and stays there, and each operation with such
/// a number takes up to a hundred times as long. At its end the object gives back the mode that the caller had.
///
/// Whatever computes a part of a network does it under such an object, on every thread: the bits of a result would else
/// depend on who computes it. Where the processor has no such mode, nothing is changed.
class FlushDenormals {
 public:
  FlushDenormals() : before_(read()) { write((before_ & ~rounding) | flush); }
  ~FlushDenormals() { write((read() & ~(rounding | flush)) | (before_ & (rounding | flush))); }
  FlushDenormals(const FlushDenormals&) = delete;
  FlushDenormals& operator=(const FlushDenormals&) = delete;

 private:
#if defined(__SSE2__)
  // MXCSR: flush to zero is bit 15, denormals are zero bit 6, the rounding mode bits 13 and 14 (Intel SDM vol.
  // 1, 10.2.3).
  using Register = std::uint32_t;
  static constexpr Register flush = 1u << 15 | 1u << 6, rounding = 3u << 13;
  static Register read() { return _mm_getcsr(); }
  static void write(Register value) { _mm_setcsr(value); }
#elif defined(__aarch64__)
  // FPCR: FZ is bit 24 and covers operands as well, the rounding mode bits 22 and 23 (Arm ARM, C5.2.8).
  using Register = std::uint64_t;
  static constexpr Register flush = Register{1} << 24, rounding = Register{3} << 22;
  static Register read() {
    Register value;
    asm volatile("mrs %0, fpcr" : "=r"(value));
    return value;
  }
  static void write(Register value) { asm volatile("msr fpcr, %0" : : "r"(value) : "memory"); }
#else
  using Register = std::uint32_t;
  static constexpr Register flush = 0, rounding = 0;
  static Register read() { return 0; }
  static void write(Register) {}
#endif

  Register before_;
};

}  // namespace bouton
