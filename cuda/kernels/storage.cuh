#pragma once
// Storage formats in a kernel: exact loads into the format of the operations, one rounding on the
// way back, and packs of 16 bytes.

#include <cstring>

#include "cuda/gpu.h"

namespace normaudit::cuda::NORMAUDIT_TARGET {

using Half = __half;
using Bfloat = __nv_bfloat16;

__device__ __forceinline__ float widen(float value) { return value; }
__device__ __forceinline__ double widen(double value) { return value; }
__device__ __forceinline__ float widen(Half value) { return __half2float(value); }
__device__ __forceinline__ float widen(Bfloat value) { return __bfloat162float(value); }

/// The format of the operations on numbers stored as S: float64 for itself, else float32.
template <class S>
using NumberOf = decltype(widen(S{}));

template <class S>
__device__ __forceinline__ S narrow(NumberOf<S> value) {
  if constexpr (sizeof(S) >= 4) {
    return value;
  } else if constexpr (sizeof(S) == sizeof(Half) && __is_same(S, Half)) {
    return __float2half_rn(value);
  } else {
    return __float2bfloat16_rn(value);
  }
}

/// Numbers in 16 bytes, the widest load there is.
template <class S>
inline constexpr int kPack = 16 / static_cast<int>(sizeof(S));

/// What a load is followed by: a second read by this kernel or the next, or none.
enum class Reuse : unsigned char { kSoon, kNever };

/// What is stored at `from`, which is aligned to it. Not through the read-only path: y may lie on
/// x.
template <Reuse kReuse, class Raw, class S>
__device__ __forceinline__ Raw load_raw(const S* from) {
  const auto* place = reinterpret_cast<const Raw*>(from);
  if constexpr (sizeof(Raw) == sizeof(S)) {
    return *place;
  } else {
    return kReuse == Reuse::kSoon ? __ldcg(place) : __ldcs(place);
  }
}

/// Its numbers.
template <class S, class Raw>
__device__ __forceinline__ void widen_raw(Raw raw, NumberOf<S>* to) {
  constexpr int kCount = static_cast<int>(sizeof(Raw) / sizeof(S));
  S stored[kCount];
  memcpy(static_cast<void*>(stored), &raw, sizeof raw);
  NORMAUDIT_UNROLL
  for (int i = 0; i < kCount; ++i) to[i] = widen(stored[i]);
}

/// Sixteen bytes of shared memory.
template <class S>
__device__ __forceinline__ void load_resident(const S* from, NumberOf<S>* to) {
  widen_raw<S>(*reinterpret_cast<const uint4*>(from), to);
}

/// As many numbers as Raw holds, rounded.
template <class Raw, class S>
__device__ __forceinline__ void store_raw(S* to, const NumberOf<S>* from) {
  constexpr int kCount = static_cast<int>(sizeof(Raw) / sizeof(S));
  S stored[kCount];
  NORMAUDIT_UNROLL
  for (int i = 0; i < kCount; ++i) stored[i] = narrow<S>(from[i]);
  Raw raw;
  memcpy(&raw, stored, sizeof raw);
  __stcs(reinterpret_cast<Raw*>(to), raw);
}

}  // namespace normaudit::cuda::NORMAUDIT_TARGET
