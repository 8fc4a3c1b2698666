#pragma once
// Count, mean and sum of squared deviations of some numbers, and what they are for two sets
// together: with n = nA + nB, w = nB/n and d = meanB - meanA, mean = meanA + d*w and
// M2 = (M2A + M2B) + (d*d)*(nA*w). Chan, Golub, LeVeque, COMPSTAT 1982, eq. (2.1).

#include <cstdint>

#include "cuda/kernels/slices.h"
#include "cuda/kernels/storage.cuh"

namespace normaudit::cuda::NORMAUDIT_TARGET {

__device__ __forceinline__ float fused(float a, float b, float c) { return fmaf(a, b, c); }
__device__ __forceinline__ double fused(double a, double b, double c) { return fma(a, b, c); }

/// 1/sqrt(a), by IEEE where that is not a number or infinite; correctly rounded in float32.
__device__ __forceinline__ float inverse_root(float a) { return __frsqrt_rn(a); }
__device__ __forceinline__ double inverse_root(double a) { return 1.0 / sqrt(a); }

template <class Number>
struct Moments {
  std::int64_t count;
  Number mean;
  Number squares;  ///< M2

  static __device__ __forceinline__ Moments none() { return {0, Number{0}, Number{0}}; }
};

/// The order matters: for the last bit, and because the bound asks that nB <= 2*nA wherever two
/// parts with numbers meet, so the larger one comes first.
template <class Number>
__device__ __forceinline__ Moments<Number> merge(const Moments<Number>& a,
                                                 const Moments<Number>& b) {
  if (b.count == 0) return a;
  if (a.count == 0) return b;
  const std::int64_t count = a.count + b.count;
  // Equal parts are what a tree mostly merges: the same quotient without a division.
  const Number weight =
      a.count == b.count ? Number{0.5} : static_cast<Number>(b.count) / static_cast<Number>(count);
  const Number distance = b.mean - a.mean;
  const Number factor = static_cast<Number>(a.count) * weight;
  return {count, fused(distance, weight, a.mean),
          fused(distance * distance, factor, a.squares + b.squares)};
}

template <class Number>
__device__ __forceinline__ Moments<Number> shuffle_down(const Moments<Number>& value, int offset) {
  constexpr unsigned kAll = 0xffffffffU;
  return {__shfl_down_sync(kAll, value.count, offset), __shfl_down_sync(kAll, value.mean, offset),
          __shfl_down_sync(kAll, value.squares, offset)};
}

/// The sum of the first kCount numbers, a power of two, in a tree; overwrites them. Recursive, so
/// that the array stays in registers: a loop over halves keeps it in local memory.
template <int kCount, int kSize, class Number>
__device__ __forceinline__ Number tree_sum(Number (&numbers)[kSize]) {
  if constexpr (kCount == 1) {
    return numbers[0];
  } else {
    NORMAUDIT_UNROLL
    for (int i = 0; i < kCount / 2; ++i) numbers[i] = numbers[i] + numbers[i + kCount / 2];
    return tree_sum<kCount / 2>(numbers);
  }
}

/// The first `valid` numbers, two-pass in registers: their mean first, then the squares about it.
template <int kCount, class Number>
__device__ __forceinline__ Moments<Number> moments_of(const Number (&numbers)[kCount], int valid) {
  if (valid == 0) return Moments<Number>::none();
  Number sums[kCount];
  NORMAUDIT_UNROLL
  for (int i = 0; i < kCount; ++i) sums[i] = i < valid ? numbers[i] : Number{0};
  const Number mean = tree_sum<kCount>(sums) / static_cast<Number>(valid);
  // Four chains, for the latency of an addition.
  Number squares[4] = {0, 0, 0, 0};
  NORMAUDIT_UNROLL
  for (int i = 0; i < kCount; ++i) {
    const Number deviation = numbers[i] - mean;
    if (i < valid) squares[i % 4] = fused(deviation, deviation, squares[i % 4]);
  }
  return {valid, mean, tree_sum<4>(squares)};
}

}  // namespace normaudit::cuda::NORMAUDIT_TARGET
