#pragma once
// What the blocks of a tile of columns do together: each leaves the parts of its slices in global
// memory, and the last one to do so puts them together. In a fixed order: which one is the last
// shows in no bit.

#include "cuda/kernels/column_call.cuh"

namespace normaudit::cuda::NORMAUDIT_TARGET {

/// Threads side by side: 128 bytes of packs, or enough single numbers for whole sectors.
template <int kWidth>
inline constexpr int kMostLanes = kWidth == 1 ? 16 : 8;
template <int kWidth>
inline constexpr int kMostColumnThreads = kMostLanes<kWidth>* kMostRows;

/// Blocks that a multiprocessor must have room for: with up to 128 registers a thread nothing
/// spills, and its threads have 64 KB in flight, more than the latency of memory asks for.
template <int kWidth>
inline constexpr int kColumnBlocks = kWidth == 1 ? 1 : 2;

/// Shared memory of a block.
template <class Pass, int kWidth>
struct ColumnScratch {
  static constexpr int kChannels = kMostLanes<kWidth> * kWidth;
  typename Pass::Origin origins[kChannels];
  typename Pass::Part parts[kMostRows / 2 * kChannels];
  unsigned earlier;  ///< blocks that have finished the tile before
};

template <int kWidth, class Part>
__device__ __forceinline__ void merge_parts(Part (&into)[kWidth], const Part* from) {
  Part parts[kWidth];
  NORMAUDIT_UNROLL
  for (int c = 0; c < kWidth; ++c) parts[c] = from[c];
  merge_each(into, parts);
}

/// Called by a whole block: the parts of its rows in a tree, row r + rows/2 into row r first. They
/// end up in `scratch`, by channel, visible to all threads. A barrier must come before it is used
/// again.
template <int kWidth, class Part>
__device__ __forceinline__ void merge_rows(Part (&parts)[kWidth], Part* scratch) {
  const unsigned row = threadIdx.y;
  const unsigned half = blockDim.y / 2;
  // Slot r belongs to row r, but for the first round, when row r + half leaves its parts there.
  const auto slot = [&](unsigned of) {
    return scratch + ((of & (half - 1)) * blockDim.x + threadIdx.x) * kWidth;
  };
  const auto leave = [&] {
    NORMAUDIT_UNROLL
    for (int c = 0; c < kWidth; ++c) slot(row)[c] = parts[c];
  };
  for (unsigned offset = half; offset > 0; offset /= 2) {
    if (row >= offset && row < 2 * offset) leave();
    __syncthreads();
    if (row < offset) {
      merge_parts(parts, slot(row + offset));
    }
  }
  if (row == 0) leave();
  __syncthreads();
}

/// Called by a whole block whose scratch holds the tile's origins; ends with a barrier.
template <class Pass, int kWidth>
__device__ __forceinline__ void reduce_slice(const ColumnCall<Pass>& call,
                                             const ColumnTile<kWidth>& tile, std::int64_t slice,
                                             ColumnScratch<Pass, kWidth>& scratch) {
  typename Pass::Part parts[kWidth];
  call.reduce(tile, slice, scratch.origins, parts);
  merge_rows(parts, scratch.parts);
  tile.each([&](int i, std::int64_t channel) {
    call.parts[slice * call.channels + channel] = scratch.parts[i];
  });
  __syncthreads();
}

/// Called by a whole block after a barrier behind what it wrote to global memory: whether it is the
/// last of `blocks` to count itself at `finished`. If so, it sees what all of them wrote.
template <class Shared>
__device__ __forceinline__ bool last_to_finish(unsigned* finished, std::int64_t blocks,
                                               Shared& scratch) {
  if (threadIdx.x == 0 && threadIdx.y == 0) {
    __threadfence();
    scratch.earlier = atomicAdd(finished, 1U);
    __threadfence();
  }
  __syncthreads();
  return scratch.earlier + 1 == blocks;
}

/// Called by the last block of a tile: what is known of its channels, from the parts of all slices.
template <class Pass, int kWidth>
__device__ __forceinline__ void finish_tile(const ColumnCall<Pass>& call,
                                            const ColumnTile<kWidth>& tile,
                                            ColumnScratch<Pass, kWidth>& scratch) {
  using Part = typename Pass::Part;
  Part parts[kWidth];
  NORMAUDIT_UNROLL
  for (int c = 0; c < kWidth; ++c) parts[c] = Part::none();
  if (tile.active()) {
    for (std::int64_t slice = threadIdx.y; slice < call.slices.count; slice += blockDim.y) {
      merge_parts(parts, call.parts + slice * call.channels + tile.own());
    }
  }
  merge_rows(parts, scratch.parts);
  tile.each([&](int i, std::int64_t channel) {
    call.known[channel] =
        call.pass.finish(channel, scratch.parts[i], scratch.origins[i], /*writes=*/true);
  });
}

/// What is known of channels without a number: one thread each, of a grid of one dimension.
template <class Pass>
__global__ void __launch_bounds__(kMostThreads) finish_empty_columns(ColumnCall<Pass> call) {
  const std::int64_t channel = static_cast<std::int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (channel < call.channels) {
    call.pass.finish(channel, Pass::Part::none(), call.origin(channel), /*writes=*/true);
  }
}

}  // namespace normaudit::cuda::NORMAUDIT_TARGET
