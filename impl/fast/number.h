#pragma once
// One number of a storage format, widened exactly.

#include <bit>
#include <cstdint>

#include "normaudit/fast.h"

namespace normaudit::fast {

inline float number_of(float value) { return value; }
inline double number_of(double value) { return value; }
inline float number_of(bfloat16 value) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(value.bits) << 16);
}
inline float number_of(float16 value) {
  const std::uint32_t magnitude = value.bits & 0x7fffu;
  const std::uint32_t sign = (value.bits & 0x8000u) << 16;
  if (magnitude >= 0x7c00u) return std::bit_cast<float>(sign | 0x7f800000u | magnitude << 13);
  // The difference of the exponents' offsets as a factor, which is exact for subnormal numbers too.
  const float wide = std::bit_cast<float>(magnitude << 13) * 0x1p112f;
  return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(wide));
}

}  // namespace normaudit::fast
