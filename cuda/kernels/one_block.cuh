#pragma once
// The schedule a user writes first: one block per channel, its threads striding through the
// channel's numbers one by one, wherever these lie; then once more for the output.

#include "cuda/kernels/divider.h"
#include "cuda/kernels/reduce.cuh"

namespace normaudit::cuda::NORMAUDIT_TARGET {

/// A data tensor of any strides: number j of a channel is place j % places of sample j / places.
template <class S>
struct Strided {
  S* data = nullptr;
  std::int64_t batch_stride = 0;
  std::int64_t channel_stride = 0;
  std::int64_t place_stride = 0;
  Divider places;

  __device__ __forceinline__ S* at(std::int64_t channel, std::int64_t number) const {
    const std::int64_t sample = places(number);
    return data + sample * batch_stride + channel * channel_stride +
           (number - sample * places.divisor()) * place_stride;
  }
};

template <class Pass>
struct OneBlockCall {
  using S = typename Pass::Stored;

  Pass pass;
  Strided<const S> inputs[Pass::kInputs] = {};
  Strided<S> output = {};  ///< no data: not wanted
  std::int64_t numbers = 0;
};

/// Pass::add puts one more number into a thread's part.
template <class Pass>
__global__ void __launch_bounds__(kMostThreads, kBlocksAtOnce)
    one_block_pass(OneBlockCall<Pass> call) {
  using S = typename Pass::Stored;
  using Number = typename Pass::Number;
  using Part = typename Pass::Part;
  using Channel = typename Pass::Channel;
  NORMAUDIT_SHARED(Part[kMostWarps], scratch);
  NORMAUDIT_SHARED(Channel, shared);
  const std::int64_t channel = blockIdx.x;
  const auto load = [&](Number(&numbers)[Pass::kInputs], std::int64_t j) {
    for (int i = 0; i < Pass::kInputs; ++i) numbers[i] = widen(*call.inputs[i].at(channel, j));
  };
  const auto origin = call.pass.origin(channel);
  Part part = Part::none();
  Number numbers[Pass::kInputs];
  for (std::int64_t j = threadIdx.x; j < call.numbers; j += blockDim.x) {
    load(numbers, j);
    part = call.pass.add(part, numbers, origin);
  }
  part = merge_block(part, scratch);
  if (threadIdx.x == 0) shared = call.pass.finish(channel, part, origin);
  __syncthreads();
  if (call.output.data == nullptr) return;
  const Channel known = shared;
  for (std::int64_t j = threadIdx.x; j < call.numbers; j += blockDim.x) {
    load(numbers, j);
    *call.output.at(channel, j) = narrow<S>(call.pass.value(numbers, known));
  }
}

}  // namespace normaudit::cuda::NORMAUDIT_TARGET
