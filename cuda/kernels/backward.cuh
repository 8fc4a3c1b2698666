#pragma once
// Backward of one channel, whatever its layout and schedule: s = sum dy, p = sum (x - mean)*dy,
// dbias = s, dweight = p*invstd, k = ((p*invstd)*invstd)/n and
// dx = (((dy - s/n) - (x - mean)*k)*invstd)*weight; through stored statistics
// dx = (dy*invstd)*weight.

#include "cuda/kernels/channel_array.cuh"
#include "cuda/kernels/gradient_sums.cuh"

namespace normaudit::cuda::NORMAUDIT_TARGET {

template <class S>
struct Backward {
  using Stored = S;
  using Number = NumberOf<S>;
  using Part = GradientSums<Number>;
  static constexpr int kInputs = 2;  // x, dy

  ChannelArray weight, dweight, dbias;
  ChannelArray mean;    ///< save_mean, or running_mean
  ChannelArray spread;  ///< save_invstd, or running_var
  bool batch_statistics = true;
  Number eps{};
  std::int64_t numbers = 0;

  struct Origin {
    Number mean;
  };
  struct Channel {
    Number mean, invstd, mean_dy, k, weight;
  };

  template <class At>
  __device__ __forceinline__ Origin origin(std::int64_t channel, std::int64_t /*numbers*/,
                                           At /*at*/) const {
    return {mean.load<Number>(channel)};
  }

  template <int kCount>
  __device__ __forceinline__ Part part_of(const Number (&inputs)[kInputs][kCount], int valid,
                                          const Origin& origin) const {
    Number deviations[kCount];
    NORMAUDIT_UNROLL
    for (int i = 0; i < kCount; ++i) deviations[i] = inputs[0][i] - origin.mean;
    return gradient_sums_of(deviations, inputs[1], valid);
  }

  /// Stores the channel's gradients where `writes`.
  __device__ __forceinline__ Channel finish(std::int64_t channel, const Part& part,
                                            const Origin& origin, bool writes) const {
    const auto count = static_cast<Number>(numbers);
    const Number stored = spread.load<Number>(channel);
    const Number invstd = batch_statistics ? stored : inverse_root(stored + eps);
    const Number product = part.dot * invstd;
    if (writes) {
      dbias.store(channel, part.dy);
      dweight.store(channel, numbers == 0 ? Number{0} : product);
    }
    return {origin.mean, invstd, part.dy / count, (product * invstd) / count,
            weight.has() ? weight.load<Number>(channel) : Number{1}};
  }

  __device__ __forceinline__ Number value(const Number (&inputs)[kInputs],
                                          const Channel& channel) const {
    Number rest = inputs[1];
    if (batch_statistics) {
      rest = fused(-(inputs[0] - channel.mean), channel.k, rest - channel.mean_dy);
    }
    return (rest * channel.invstd) * channel.weight;
  }
};

}  // namespace normaudit::cuda::NORMAUDIT_TARGET
