#pragma once
// What forward training leaves per channel, whatever the algorithm: invstd = 1/sqrt(var + eps), 0
// where var and eps are, the saved statistics, and running = (1 - m)*running + m*batch with the
// unbiased variance var*(n/(n - 1)).

#include "cuda/kernels/channel_array.cuh"
#include "cuda/kernels/moments.cuh"

namespace normaudit::cuda::NORMAUDIT_TARGET {

template <class Number>
struct Statistics {
  std::int64_t count;
  Number mean, variance, invstd;
};

template <class S>
struct TrainingArrays {
  using Number = NumberOf<S>;

  ChannelArray weight, bias, running_mean, running_var, save_mean, save_var, save_invstd;
  Number eps{};
  Number momentum{};

  __device__ __forceinline__ Number invstd(Number variance) const {
    const bool degenerate = variance == 0 && eps == 0;
    return degenerate ? Number{0} : inverse_root(variance + eps);
  }

  /// An empty channel's mean is NaN, as its variance is, and its running statistics stay.
  __device__ __forceinline__ void store(std::int64_t channel,
                                        const Statistics<Number>& found) const {
    save_mean.store(channel, found.count > 0 ? found.mean : found.variance);
    save_var.store(channel, found.variance);
    save_invstd.store(channel, found.invstd);
    if (found.count == 0) return;
    update(running_mean, channel, found.mean);
    // One number: 0*(1/0) is NaN, as its unbiased variance is.
    const auto count = static_cast<Number>(found.count);
    const auto less_one = static_cast<Number>(found.count - 1);
    update(running_var, channel, found.variance * (count / less_one));
  }

  __device__ __forceinline__ Number weight_of(std::int64_t channel) const {
    return weight.has() ? weight.load<Number>(channel) : Number{1};
  }
  /// x + -0 is x, also for -0.
  __device__ __forceinline__ Number bias_of(std::int64_t channel) const {
    return bias.has() ? bias.load<Number>(channel) : -Number{0};
  }

 private:
  __device__ __forceinline__ void update(const ChannelArray& running, std::int64_t channel,
                                         Number batch) const {
    if (!running.has()) return;
    const Number old = running.load<Number>(channel);
    running.store(channel, (Number{1} - momentum) * old + momentum * batch);
  }
};

}  // namespace normaudit::cuda::NORMAUDIT_TARGET
