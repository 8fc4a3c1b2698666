#pragma once
// A block's parts put together in a fixed order: lanes, then warps. A part is anything with none(),
// merge() and shuffle_down().

#include "cuda/kernels/slices.h"
#include "cuda/kernels/storage.cuh"

namespace normaudit::cuda::NORMAUDIT_TARGET {

inline constexpr int kWarp = 32;
inline constexpr int kMostWarps = kMostThreads / kWarp;
/// Blocks that a multiprocessor is to hold at least: 128 registers a thread. Left alone, ptxas aims
/// lower and spills.
inline constexpr int kBlocksAtOnce = 2;

/// Called by whole warps; the result is in lane 0.
template <class Part>
__device__ __forceinline__ Part merge_lanes(Part part) {
  NORMAUDIT_UNROLL
  for (int offset = kWarp / 2; offset > 0; offset /= 2) {
    part = merge(part, shuffle_down(part, offset));
  }
  return part;
}

/// Called by one whole warp: what the `count` warps of a block left in `parts`; the result is in
/// lane 0.
template <class Part>
__device__ __forceinline__ Part merge_warps(const Part* parts, int count) {
  const int lane = static_cast<int>(threadIdx.x) % kWarp;
  return merge_lanes(lane < count ? parts[lane] : Part::none());
}

/// Called by one whole warp: slices 0..count-1 in order, at(slice) being one's part; the result is
/// in lane 0.
template <class Part, class At>
__device__ __forceinline__ Part merge_slices(std::int64_t count, At at) {
  Part part = Part::none();
  for (std::int64_t slice = static_cast<int>(threadIdx.x) % kWarp; slice < count; slice += kWarp) {
    part = merge(part, at(slice));
  }
  return merge_lanes(part);
}

/// Called by a whole block of one dimension; the result is in thread 0. Ends with threads still
/// reading `scratch`, of kMostWarps parts in shared memory: a barrier must come before it is used
/// again.
template <class Part>
__device__ __forceinline__ Part merge_block(Part part, Part* scratch) {
  const int thread = static_cast<int>(threadIdx.x);
  part = merge_lanes(part);
  if (thread % kWarp == 0) scratch[thread / kWarp] = part;
  __syncthreads();
  if (thread < kWarp) part = merge_warps(scratch, static_cast<int>(blockDim.x) / kWarp);
  return part;
}

}  // namespace normaudit::cuda::NORMAUDIT_TARGET
