#pragma once
// Schedule C: as many blocks as the machine holds at once, a group of them per channel in flight.
// They reduce their slices, wait for each other at a counter in global memory, and read the slices
// again, last first, while the cache still holds them.

#include "cuda/kernels/planar_call.cuh"

namespace normaudit::cuda::NORMAUDIT_TARGET {

/// How the blocks of the grid are dealt to channels: block b works on channels b / blocks,
/// b / blocks + channels_in_flight, ...
struct Grouping {
  std::int64_t blocks = 1;  ///< of one channel
  std::int64_t channels_in_flight = 1;
  unsigned* arrived = nullptr;  ///< by channel, zero before the launch
};

/// A cooperative launch: every block of a channel waits for the others.
template <class Pass>
__global__ void __launch_bounds__(kMostThreads, kBlocksAtOnce)
    group_pass(PlanarCall<Pass> call, Grouping grouping) {
  using Part = typename Pass::Part;
  using Channel = typename Pass::Channel;
  NORMAUDIT_SHARED(Part[kMostWarps], scratch);
  NORMAUDIT_SHARED(Channel, shared);
  const std::int64_t slices = call.slices.count();
  const std::int64_t rank = blockIdx.x % grouping.blocks;
  for (std::int64_t channel = blockIdx.x / grouping.blocks; channel < call.channels;
       channel += grouping.channels_in_flight) {
    const auto origin = call.origin(channel);
    Part* parts = call.parts + channel * slices;
    std::int64_t slice = rank;
    for (; slice < slices; slice += grouping.blocks) {
      const Part part = merge_block(call.reduce(channel, slice, origin), scratch);
      if (threadIdx.x == 0) parts[slice] = part;
      __syncthreads();  // the next slice uses scratch again
    }
    if (threadIdx.x == 0) {
      arrive(grouping.arrived + channel);
      wait_until_at_least(grouping.arrived + channel, static_cast<unsigned>(grouping.blocks));
    }
    __syncthreads();
    if (threadIdx.x < kWarp) {
      const Part part = merge_slices<Part>(slices, [&](std::int64_t i) { return parts[i]; });
      if (threadIdx.x == 0) shared = call.pass.finish(channel, part, origin, rank == 0);
    }
    __syncthreads();
    const Channel known = shared;
    for (slice -= grouping.blocks; slice >= 0; slice -= grouping.blocks) {
      call.store(channel, slice, known);
    }
  }
}

}  // namespace normaudit::cuda::NORMAUDIT_TARGET
