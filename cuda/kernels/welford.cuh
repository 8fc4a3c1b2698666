#pragma once
// mean += d/k, M2 += d*(x - mean) in every thread, and the threads' results merged. Welford,
// Technometrics 4(3), 1962; Chan, Golub, LeVeque, COMPSTAT 1982.

#include "cuda/kernels/moments.cuh"

namespace normaudit::cuda::NORMAUDIT_TARGET {

template <class Number>
struct Welford {
  std::int64_t count;
  Number running_mean, squares;

  static __device__ __forceinline__ Welford none() { return {0, Number{0}, Number{0}}; }

  __device__ __forceinline__ void add(Number x) {
    ++count;
    const Number distance = x - running_mean;
    running_mean = running_mean + distance / static_cast<Number>(count);
    squares = squares + distance * (x - running_mean);
  }
  __device__ __forceinline__ Number mean() const { return running_mean; }
  __device__ __forceinline__ Number variance() const {
    return squares / static_cast<Number>(count);
  }
  __device__ __forceinline__ Moments<Number> moments() const {
    return {count, running_mean, squares};
  }
};

template <class Number>
__device__ __forceinline__ Welford<Number> merge(const Welford<Number>& a,
                                                 const Welford<Number>& b) {
  const Moments<Number> both = merge(a.moments(), b.moments());
  return {both.count, both.mean, both.squares};
}

template <class Number>
__device__ __forceinline__ Welford<Number> shuffle_down(const Welford<Number>& value, int offset) {
  const Moments<Number> other = shuffle_down(value.moments(), offset);
  return {other.count, other.mean, other.squares};
}

}  // namespace normaudit::cuda::NORMAUDIT_TARGET
