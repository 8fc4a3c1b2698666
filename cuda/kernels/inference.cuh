#pragma once
// Inference: y = ((x - running_mean)*invstd)*weight + bias with invstd = 1/sqrt(running_var + eps),
// one stream through x.

#include "cuda/kernels/channel_array.cuh"
#include "cuda/kernels/moments.cuh"

namespace normaudit::cuda::NORMAUDIT_TARGET {

template <class S>
struct Inference {
  using Stored = S;
  using Number = NumberOf<S>;
  static constexpr int kInputs = 1;
  // Nothing is reduced.
  struct Part {};
  struct Origin {};

  ChannelArray weight, bias, running_mean, running_var;
  Number eps{};

  struct Channel {
    Number mean, invstd, weight, bias;
  };

  __device__ __forceinline__ Channel known(std::int64_t channel) const {
    return {running_mean.load<Number>(channel),
            inverse_root(running_var.load<Number>(channel) + eps),
            weight.has() ? weight.load<Number>(channel) : Number{1},
            bias.has() ? bias.load<Number>(channel) : -Number{0}};
  }

  __device__ __forceinline__ Number value(const Number (&x)[kInputs],
                                          const Channel& channel) const {
    return fused((x[0] - channel.mean) * channel.invstd, channel.weight, channel.bias);
  }
};

}  // namespace normaudit::cuda::NORMAUDIT_TARGET
