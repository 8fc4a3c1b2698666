#pragma once
// Inference over planes and over columns: one stream through x, for every backend the same.

#include "cuda/kernels/column_blocks.cuh"
#include "cuda/kernels/planar_call.cuh"

namespace normaudit::cuda::NORMAUDIT_TARGET {

/// gridDim.x is channels*slices.
template <class Pass>
__global__ void __launch_bounds__(kMostThreads, kBlocksAtOnce) infer_planes(PlanarCall<Pass> call) {
  using Channel = typename Pass::Channel;
  NORMAUDIT_SHARED(Channel, shared);
  const auto slices = static_cast<unsigned>(call.slices.count());
  const std::int64_t channel = blockIdx.x / slices;
  if (threadIdx.x == 0) shared = call.pass.known(channel);
  __syncthreads();
  const Channel known = shared;
  call.store(channel, blockIdx.x % slices, known);
}

/// Neighbouring blocks have neighbouring tiles of the same rows: gridDim.x is slices*tiles.
template <class Pass, int kWidth>
__global__ void __launch_bounds__(kMostColumnThreads<kWidth>, kColumnBlocks<kWidth>)
    infer_columns(ColumnCall<Pass> call, unsigned tiles) {
  using Channel = typename Pass::Channel;
  NORMAUDIT_SHARED(Channel[kMostLanes<kWidth> * kWidth], shared);
  const auto tile = call.template tile<kWidth>(blockIdx.x % tiles);
  tile.each([&](int i, std::int64_t channel) { shared[i] = call.pass.known(channel); });
  __syncthreads();
  call.store(tile, blockIdx.x / tiles, shared);
}

}  // namespace normaudit::cuda::NORMAUDIT_TARGET
