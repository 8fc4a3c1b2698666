#pragma once
// The 16-bit storage types and their conversions, rounded to nearest even; arithmetic is float's.
// IEEE 754-2019 binary16; bfloat16 is binary32 cut to 16 bits. A NaN becomes 0x7fff, as on a GPU.

#include <bit>
#include <cmath>
#include <cstdint>

namespace normaudit::cuda::simt {

class __half {
 public:
  __half() = default;

 private:
  std::uint16_t bits_;
  friend constexpr unsigned short __half_as_ushort(__half value);
  friend constexpr __half __ushort_as_half(unsigned short bits);
};

class __nv_bfloat16 {
 public:
  __nv_bfloat16() = default;

 private:
  std::uint16_t bits_;
  friend constexpr unsigned short __bfloat16_as_ushort(__nv_bfloat16 value);
  friend constexpr __nv_bfloat16 __ushort_as_bfloat16(unsigned short bits);
};

constexpr unsigned short __half_as_ushort(__half value) { return value.bits_; }
constexpr unsigned short __bfloat16_as_ushort(__nv_bfloat16 value) { return value.bits_; }
constexpr __half __ushort_as_half(unsigned short bits) { return std::bit_cast<__half>(bits); }
constexpr __nv_bfloat16 __ushort_as_bfloat16(unsigned short bits) {
  return std::bit_cast<__nv_bfloat16>(bits);
}

inline float __bfloat162float(__nv_bfloat16 value) {
  return std::bit_cast<float>(std::uint32_t{__bfloat16_as_ushort(value)} << 16);
}

inline __nv_bfloat16 __float2bfloat16_rn(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  if ((bits & 0x7fffffffu) > 0x7f800000u) return __ushort_as_bfloat16(0x7fff);
  const std::uint32_t rounded = (bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16;
  return __ushort_as_bfloat16(static_cast<unsigned short>(rounded));
}

inline float __half2float(__half value) {
  const std::uint32_t bits = __half_as_ushort(value);
  const std::uint32_t sign = (bits & 0x8000u) << 16;
  const std::uint32_t magnitude = bits & 0x7fffu;
  if (magnitude >= 0x7c00u) {
    return std::bit_cast<float>(sign | 0x7f800000u | ((magnitude & 0x3ffu) << 13));
  }
  if (magnitude < 0x400u) {  // subnormal: an exact multiple of 2^-24
    const float exact = static_cast<float>(magnitude) * 0x1p-24f;
    return sign ? -exact : exact;
  }
  return std::bit_cast<float>(sign | ((magnitude << 13) + (112u << 23)));
}

inline __half __float2half_rn(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const std::uint32_t sign = (bits >> 16) & 0x8000u;
  std::uint32_t magnitude = bits & 0x7fffffffu;
  if (magnitude > 0x7f800000u) return __ushort_as_half(0x7fff);
  std::uint32_t rounded = 0x7c00u;  // infinity, from 65520 on
  if (magnitude < 0x38800000u) {    // below 2^-14: units of 2^-24; the scaling is exact
    rounded = static_cast<std::uint32_t>(std::lrint(std::bit_cast<float>(magnitude) * 0x1p24f));
  } else if (magnitude < 0x477ff000u) {
    magnitude += 0xfffu + ((magnitude >> 13) & 1u);
    rounded = (magnitude - (112u << 23)) >> 13;
  }
  return __ushort_as_half(static_cast<unsigned short>(sign | rounded));
}

}  // namespace normaudit::cuda::simt
