#pragma once
// What a channel's gradients are made from: s = sum dy and p = sum (x - mean)*dy.

#include "cuda/kernels/moments.cuh"

namespace normaudit::cuda::NORMAUDIT_TARGET {

template <class Number>
struct GradientSums {
  Number dy;
  Number dot;

  static __device__ __forceinline__ GradientSums none() { return {Number{0}, Number{0}}; }
};

template <class Number>
__device__ __forceinline__ GradientSums<Number> merge(const GradientSums<Number>& a,
                                                      const GradientSums<Number>& b) {
  return {a.dy + b.dy, a.dot + b.dot};
}

template <class Number>
__device__ __forceinline__ GradientSums<Number> shuffle_down(const GradientSums<Number>& value,
                                                             int offset) {
  constexpr unsigned kAll = 0xffffffffU;
  return {__shfl_down_sync(kAll, value.dy, offset), __shfl_down_sync(kAll, value.dot, offset)};
}

/// Of the first `valid` pairs of a deviation and a dy.
template <int kCount, class Number>
__device__ __forceinline__ GradientSums<Number> gradient_sums_of(const Number (&deviations)[kCount],
                                                                 const Number (&dy)[kCount],
                                                                 int valid) {
  Number sums[kCount];
  Number dots[4] = {0, 0, 0, 0};
  NORMAUDIT_UNROLL
  for (int i = 0; i < kCount; ++i) {
    sums[i] = i < valid ? dy[i] : Number{0};
    if (i < valid) dots[i % 4] = fused(deviations[i], dy[i], dots[i % 4]);
  }
  return {tree_sum<kCount>(sums), tree_sum<4>(dots)};
}

}  // namespace normaudit::cuda::NORMAUDIT_TARGET
