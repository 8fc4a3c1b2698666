#pragma once
// Numbers made on the device, and two arrays compared there: tensors here are too large to pass
// through the host.

#include <cstdint>

#include "cuda/kernels/storage.cuh"

namespace normaudit::cuda::NORMAUDIT_TARGET::timing {

inline constexpr unsigned kNumberThreads = 256;
inline constexpr unsigned kNumberBlocks = 1024;

template <class S>
struct Numbers {
  S* data = nullptr;
  std::int64_t count = 0;
  std::uint64_t seed = 0;
  float mean = 0;
  float spread = 0;
};

/// Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014: SplitMix64.
__device__ __forceinline__ std::uint64_t mix(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31);
}

/// Nearly normal: four 16-bit words added, centred, and divided by their standard deviation.
__device__ __forceinline__ float nearly_normal(std::uint64_t word) {
  const auto sum = static_cast<int>((word & 0xffff) + (word >> 16 & 0xffff) +
                                    (word >> 32 & 0xffff) + (word >> 48));
  return static_cast<float>(sum - 131070) * (1.0f / 37837.0f);
}

template <class S>
__global__ void __launch_bounds__(kNumberThreads) fill(Numbers<S> call) {
  const std::int64_t threads = static_cast<std::int64_t>(gridDim.x) * blockDim.x;
  for (std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
       i < call.count; i += threads) {
    const std::uint64_t word = mix(call.seed + static_cast<std::uint64_t>(i) * 0x9e3779b97f4a7c15U);
    call.data[i] = narrow<S>(NumberOf<S>{fmaf(nearly_normal(word), call.spread, call.mean)});
  }
}

/// No initialisers: this lies in shared memory too.
struct Difference {
  unsigned long long different;
  unsigned long long not_finite;  // where the yardstick is
  unsigned long long yardstick_not_finite;
  double largest_difference;
  double largest_value;
};

template <class S>
struct Comparison {
  const S* got = nullptr;
  const S* yardstick = nullptr;
  std::int64_t count = 0;
  Difference* by_block = nullptr;
};

__device__ __forceinline__ double larger(double a, double b) { return a > b ? a : b; }

__device__ __forceinline__ Difference joined(const Difference& a, const Difference& b) {
  return {a.different + b.different, a.not_finite + b.not_finite,
          a.yardstick_not_finite + b.yardstick_not_finite,
          larger(a.largest_difference, b.largest_difference),
          larger(a.largest_value, b.largest_value)};
}

template <class S>
__device__ __forceinline__ Difference difference(S got, S yardstick) {
  const auto a = static_cast<double>(widen(got));
  const auto b = static_cast<double>(widen(yardstick));
  const auto finite = [](double value) { return value - value == 0; };
  const auto size = [](double value) { return value < 0 ? -value : value; };
  unsigned long long bits[2] = {0, 0};
  memcpy(&bits[0], &got, sizeof got);
  memcpy(&bits[1], &yardstick, sizeof yardstick);
  const bool equal = bits[0] == bits[1];
  if (!finite(a) || !finite(b)) return {!equal, finite(b), !finite(b), 0, 0};
  return {!equal, 0, 0, size(a - b), size(b)};
}

/// One Difference per block; the host joins them.
template <class S>
__global__ void __launch_bounds__(kNumberThreads) compare(Comparison<S> call) {
  NORMAUDIT_SHARED(Difference[kNumberThreads], found);
  Difference own{0, 0, 0, 0, 0};
  const std::int64_t threads = static_cast<std::int64_t>(gridDim.x) * blockDim.x;
  for (std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
       i < call.count; i += threads) {
    own = joined(own, difference(call.got[i], call.yardstick[i]));
  }
  found[threadIdx.x] = own;
  __syncthreads();
  if (threadIdx.x != 0) return;
  for (unsigned i = 1; i < blockDim.x; ++i) own = joined(own, found[i]);
  call.by_block[blockIdx.x] = own;
}

}  // namespace normaudit::cuda::NORMAUDIT_TARGET::timing
