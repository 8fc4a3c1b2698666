#pragma once
// mean = sum(x)/n, variance = sum(x^2)/n - mean^2: what cuDNN's genstats and many a first kernel
// sum up. Chan, Golub, LeVeque, Am. Stat. 37(3), 1983, eq. (1.2).

#include <cstdint>

#include "cuda/kernels/storage.cuh"

namespace normaudit::cuda::NORMAUDIT_TARGET {

template <class Number>
struct OnePass {
  std::int64_t count;
  Number sum, squares;

  static __device__ __forceinline__ OnePass none() { return {0, Number{0}, Number{0}}; }

  __device__ __forceinline__ void add(Number x) {
    ++count;
    sum = sum + x;
    squares = squares + x * x;
  }
  __device__ __forceinline__ Number mean() const { return sum / static_cast<Number>(count); }
  __device__ __forceinline__ Number variance() const {
    return squares / static_cast<Number>(count) - mean() * mean();
  }
};

template <class Number>
__device__ __forceinline__ OnePass<Number> merge(const OnePass<Number>& a,
                                                 const OnePass<Number>& b) {
  return {a.count + b.count, a.sum + b.sum, a.squares + b.squares};
}

template <class Number>
__device__ __forceinline__ OnePass<Number> shuffle_down(const OnePass<Number>& value, int offset) {
  constexpr unsigned kAll = 0xffffffffU;
  return {__shfl_down_sync(kAll, value.count, offset), __shfl_down_sync(kAll, value.sum, offset),
          __shfl_down_sync(kAll, value.squares, offset)};
}

}  // namespace normaudit::cuda::NORMAUDIT_TARGET
