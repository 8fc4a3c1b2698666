#pragma once
// Forward training as a user writes it first, on any one of the textbook formulas:
// y = ((x - mean)*invstd)*weight + bias with the mean as one number.

#include "cuda/kernels/training_arrays.cuh"

namespace normaudit::cuda::NORMAUDIT_TARGET {

/// `Formula<Number>` has add(number), none(), merge() and shuffle_down() as a part has them, and
/// its count, mean() and variance().
template <class S, template <class> class Formula>
struct TextbookTraining {
  using Stored = S;
  using Number = NumberOf<S>;
  using Part = Formula<Number>;
  static constexpr int kInputs = 1;

  TrainingArrays<S> arrays;

  struct Origin {};
  struct Channel {
    Number mean, invstd, weight, bias;
  };

  __device__ __forceinline__ Origin origin(std::int64_t /*channel*/) const { return {}; }

  __device__ __forceinline__ Part add(Part part, const Number (&x)[kInputs],
                                      const Origin& /*origin*/) const {
    part.add(x[0]);
    return part;
  }

  __device__ __forceinline__ Channel finish(std::int64_t channel, const Part& part,
                                            const Origin& /*origin*/) const {
    const Number variance = part.variance();
    const Number invstd = arrays.invstd(variance);
    arrays.store(channel, {part.count, part.mean(), variance, invstd});
    return {part.mean(), invstd, arrays.weight_of(channel), arrays.bias_of(channel)};
  }

  __device__ __forceinline__ Number value(const Number (&x)[kInputs],
                                          const Channel& channel) const {
    return fused((x[0] - channel.mean) * channel.invstd, channel.weight, channel.bias);
  }
};

}  // namespace normaudit::cuda::NORMAUDIT_TARGET
