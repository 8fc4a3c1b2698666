#pragma once
// The gradients' formulas for the schedule that takes one number after the other.

#include "cuda/kernels/backward.cuh"

namespace normaudit::cuda::NORMAUDIT_TARGET {

template <class S>
struct TextbookBackward : Backward<S> {
  using typename Backward<S>::Number;
  using typename Backward<S>::Part;
  using typename Backward<S>::Origin;
  using typename Backward<S>::Channel;

  __device__ __forceinline__ Origin origin(std::int64_t channel) const {
    return {this->mean.template load<Number>(channel)};
  }
  __device__ __forceinline__ Part add(const Part& part, const Number (&inputs)[2],
                                      const Origin& origin) const {
    const Number deviation = inputs[0] - origin.mean;
    return {part.dy + inputs[1], fused(deviation, inputs[1], part.dot)};
  }
  __device__ __forceinline__ Channel finish(std::int64_t channel, const Part& part,
                                            const Origin& origin) const {
    return Backward<S>::finish(channel, part, origin, true);
  }
};

}  // namespace normaudit::cuda::NORMAUDIT_TARGET
