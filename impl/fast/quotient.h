#pragma once
// Divisions of counts, which are mostly small: 64-bit division takes up to 90 cycles on processors
// that divide 32 bits in 26 (Fog, instruction tables), as long as a small call may take in all.

#include <cstdint>

namespace normaudit::fast {

/// a/b of numbers that are not negative.
inline std::int64_t quotient(std::int64_t a, std::int64_t b) {
  if (a < b) return 0;  // these two are most
  if (b == 1) return a;
  if (((a | b) >> 32) == 0) return static_cast<std::uint32_t>(a) / static_cast<std::uint32_t>(b);
  return a / b;
}

inline std::int64_t quotient_up(std::int64_t a, std::int64_t b) {
  if (a <= b) return a > 0 ? 1 : 0;
  return quotient(a + b - 1, b);
}

}  // namespace normaudit::fast
