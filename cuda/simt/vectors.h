#pragma once
// CUDA's dim3 and its vector types, with CUDA's sizes and alignments.

#include <cstddef>
#include <type_traits>

namespace normaudit::cuda::simt {

struct dim3 {
  unsigned x, y, z;
  constexpr dim3(unsigned width = 1, unsigned height = 1, unsigned depth = 1)
      : x(width), y(height), z(depth) {}
};

template <class T>
inline constexpr bool kIsVector = false;

#define NORMAUDIT_VECTOR2(name, T)              \
  struct alignas(2 * sizeof(T)) name {          \
    T x, y;                                     \
  };                                            \
  template <>                                   \
  inline constexpr bool kIsVector<name> = true; \
  constexpr name make_##name(T x, T y) { return {x, y}; }
#define NORMAUDIT_VECTOR4(name, T)              \
  struct alignas(4 * sizeof(T)) name {          \
    T x, y, z, w;                               \
  };                                            \
  template <>                                   \
  inline constexpr bool kIsVector<name> = true; \
  constexpr name make_##name(T x, T y, T z, T w) { return {x, y, z, w}; }

NORMAUDIT_VECTOR2(float2, float)
NORMAUDIT_VECTOR2(double2, double)
NORMAUDIT_VECTOR2(int2, int)
NORMAUDIT_VECTOR2(uint2, unsigned)
NORMAUDIT_VECTOR2(ushort2, unsigned short)
NORMAUDIT_VECTOR2(ulonglong2, unsigned long long)
NORMAUDIT_VECTOR4(float4, float)
NORMAUDIT_VECTOR4(int4, int)
NORMAUDIT_VECTOR4(uint4, unsigned)
NORMAUDIT_VECTOR4(ushort4, unsigned short)

#undef NORMAUDIT_VECTOR2
#undef NORMAUDIT_VECTOR4

struct uint3 {
  unsigned x, y, z;
};
constexpr uint3 make_uint3(unsigned x, unsigned y, unsigned z) { return {x, y, z}; }

}  // namespace normaudit::cuda::simt
