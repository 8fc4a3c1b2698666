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

template <class S>
__device__ __forceinline__ void widen_pack(uint4 raw, NumberOf<S>* to) {
  S stored[kPack<S>];
  memcpy(static_cast<void*>(stored), &raw, sizeof raw);
  NORMAUDIT_UNROLL
  for (int i = 0; i < kPack<S>; ++i) to[i] = widen(stored[i]);
}

/// Sixteen bytes at once; `from` is aligned to them. No load goes through the read-only path: y may
/// lie on x.
template <Reuse kReuse, class S>
__device__ __forceinline__ void load_pack(const S* from, NumberOf<S>* to) {
  const auto* place = reinterpret_cast<const uint4*>(from);
  widen_pack<S>(kReuse == Reuse::kSoon ? __ldcg(place) : __ldcs(place), to);
}

/// The same from shared memory.
template <class S>
__device__ __forceinline__ void load_resident(const S* from, NumberOf<S>* to) {
  widen_pack<S>(*reinterpret_cast<const uint4*>(from), to);
}

template <class S>
__device__ __forceinline__ void store_pack(S* to, const NumberOf<S>* from) {
  S stored[kPack<S>];
  NORMAUDIT_UNROLL
  for (int i = 0; i < kPack<S>; ++i) stored[i] = narrow<S>(from[i]);
  uint4 raw;
  memcpy(&raw, stored, sizeof raw);
  __stcs(reinterpret_cast<uint4*>(to), raw);
}

}  // namespace normaudit::cuda::NORMAUDIT_TARGET
