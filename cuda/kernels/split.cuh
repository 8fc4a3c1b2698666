#pragma once
// Schedule A: two kernels. The first leaves one part per channel and slice; the second, its blocks
// in the opposite order so that it starts with what the cache still holds, merges its channel's
// parts and computes the output. Any shape; reads its inputs twice.

#include "cuda/kernels/planar_call.cuh"

namespace normaudit::cuda::NORMAUDIT_TARGET {

template <class Pass>
__global__ void __launch_bounds__(kMostThreads, kBlocksAtOnce) split_reduce(PlanarCall<Pass> call) {
  using Part = typename Pass::Part;
  NORMAUDIT_SHARED(Part[kMostWarps], scratch);
  const auto slices = static_cast<unsigned>(call.slices.count());
  const std::int64_t channel = blockIdx.x / slices;
  const std::int64_t slice = blockIdx.x % slices;
  const auto origin = call.origin(channel);
  const Part part = merge_block(call.reduce(channel, slice, origin), scratch);
  if (threadIdx.x == 0) {
    call.parts[channel * slices + slice] = part;
    if (slice == 0) call.origins[channel] = origin;
  }
}

template <class Pass>
__global__ void __launch_bounds__(kMostThreads, kBlocksAtOnce) split_apply(PlanarCall<Pass> call) {
  using Part = typename Pass::Part;
  using Channel = typename Pass::Channel;
  NORMAUDIT_SHARED(Channel, shared);
  const std::int64_t slices = call.slices.count();
  // An empty channel has statistics too.
  const auto blocks = static_cast<unsigned>(slices > 0 ? slices : 1);
  const unsigned block = gridDim.x - 1 - blockIdx.x;
  const std::int64_t channel = block / blocks;
  const std::int64_t slice = block % blocks;
  if (threadIdx.x < kWarp) {
    const Part* parts = call.parts + channel * slices;
    const Part part = merge_slices<Part>(slices, [&](std::int64_t i) { return parts[i]; });
    if (threadIdx.x == 0) {
      const auto origin = slices > 0 ? call.origins[channel] : call.origin(channel);
      shared = call.pass.finish(channel, part, origin, slice == 0);
    }
  }
  __syncthreads();
  const Channel known = shared;
  call.store(channel, slice, known);
}

}  // namespace normaudit::cuda::NORMAUDIT_TARGET
