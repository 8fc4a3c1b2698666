#pragma once
// Whether a thread flushes subnormal numbers: foreign libraries and -ffast-math at link may have
// said so, and then nothing is comparable.

#include <immintrin.h>

#include <cstdint>
#include <stdexcept>

namespace normaudit::bench::cpu {

inline constexpr std::uint32_t kFlushToZero = 0x8000, kDenormalsAreZero = 0x0040;

inline bool flushes() { return (_mm_getcsr() & (kFlushToZero | kDenormalsAreZero)) != 0; }

/// On any of the threads of a parallel region.
inline bool any_flushes(int threads) {
  if (threads == 1) return flushes();
  int count = 0;
#pragma omp parallel num_threads(threads) reduction(+ : count)
  count += flushes() ? 1 : 0;
  return count > 0;
}

/// Puts the calling thread back to IEEE 754.
inline void stop_flushing() { _mm_setcsr(_mm_getcsr() & ~(kFlushToZero | kDenormalsAreZero)); }

/// Throws std::runtime_error where a thread flushes, and mends the calling one.
inline void require_ieee(int threads) {
  if (!any_flushes(threads)) return;
  stop_flushing();
  throw std::runtime_error("it left a thread flushing subnormal numbers to zero");
}

}  // namespace normaudit::bench::cpu
