#pragma once
// Forward training of one channel, whatever its layout and schedule: moments about a pivot, and
// y = (((x - pivot) - delta)*invstd)*weight + bias, whose mean pivot + delta is never rounded to
// one number.

#include "cuda/kernels/training_arrays.cuh"

namespace normaudit::cuda::NORMAUDIT_TARGET {

/// The middle one of five numbers; with a NaN among them any one, for such a channel is NaN anyway.
template <class Number>
__device__ __forceinline__ Number median(Number (&five)[5]) {
  NORMAUDIT_UNROLL
  for (int i = 1; i < 5; ++i) {
    NORMAUDIT_UNROLL
    for (int j = i; j > 0; --j) {
      const Number low = five[j - 1];
      const Number high = five[j];
      // Not fmin and fmax: which zero those return is not the same everywhere.
      five[j - 1] = high < low ? high : low;
      five[j] = high < low ? low : high;
    }
  }
  return five[2];
}

template <class S>
struct ForwardTraining {
  using Stored = S;
  using Number = NumberOf<S>;
  using Part = Moments<Number>;
  static constexpr int kInputs = 1;

  TrainingArrays<S> arrays;

  /// What the moments are taken about.
  struct Origin {
    Number pivot;
  };
  /// What every number of the channel needs.
  struct Channel {
    Number pivot, delta, invstd, weight, bias;
  };

  /// at(i, j): number j of input i. The pivot is one of the numbers, and near their mean unless
  /// three of five lie far from it.
  template <class At>
  __device__ __forceinline__ Origin origin(std::int64_t /*channel*/, std::int64_t numbers,
                                           At at) const {
    Number five[5] = {};
    if (numbers == 0) return {Number{0}};
    NORMAUDIT_UNROLL
    for (int i = 0; i < 5; ++i) five[i] = at(0, (numbers - 1) / 4 * i);
    return {median(five)};
  }

  template <int kCount>
  __device__ __forceinline__ Part part_of(const Number (&x)[kInputs][kCount], int valid,
                                          const Origin& origin) const {
    Number deviations[kCount];
    NORMAUDIT_UNROLL
    for (int i = 0; i < kCount; ++i) deviations[i] = x[0][i] - origin.pivot;
    return moments_of(deviations, valid);
  }

  /// Stores the channel's statistics where `writes`.
  __device__ __forceinline__ Channel finish(std::int64_t channel, const Part& part,
                                            const Origin& origin, bool writes) const {
    const Number variance = part.squares / static_cast<Number>(part.count);
    const Number invstd = arrays.invstd(variance);
    if (writes) arrays.store(channel, {part.count, origin.pivot + part.mean, variance, invstd});
    return {origin.pivot, part.mean, invstd, arrays.weight_of(channel), arrays.bias_of(channel)};
  }

  __device__ __forceinline__ Number value(const Number (&x)[kInputs],
                                          const Channel& channel) const {
    const Number normalized = ((x[0] - channel.pivot) - channel.delta) * channel.invstd;
    return fused(normalized, channel.weight, channel.bias);
  }
};

}  // namespace normaudit::cuda::NORMAUDIT_TARGET
