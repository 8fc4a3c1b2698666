#pragma once
// Schedule B: one cluster of blocks per channel. Every block keeps its slices in shared memory, so
// that the inputs are read once; the blocks read each other's parts through distributed shared
// memory.

#include "cuda/kernels/resident.cuh"

namespace normaudit::cuda::NORMAUDIT_TARGET {

/// Slices of one block, at most: fewer fit, for a second slice comes only after 4096 numbers.
inline constexpr int kMostSlots = 32;

/// gridDim.x is channels*cluster_size(), blockDim.x is slices.threads. Block r of a cluster owns
/// slices r, r + cluster_size(), ...
template <class Pass>
__global__ void __launch_bounds__(kMostThreads, kBlocksAtOnce) cluster_pass(PlanarCall<Pass> call) {
  using Part = typename Pass::Part;
  using Channel = typename Pass::Channel;
  NORMAUDIT_DYNAMIC_SHARED(typename Pass::Stored, memory);
  NORMAUDIT_SHARED(Part[kMostSlots], parts);
  NORMAUDIT_SHARED(Part[kMostWarps], scratch);
  NORMAUDIT_SHARED(Channel, shared);
  const Resident<Pass> resident(call, memory);
  const std::int64_t blocks = cluster_size();
  const std::int64_t rank = cluster_rank();
  const std::int64_t slices = call.slices.count();
  Slot slot{.channel = blockIdx.x / blocks, .slice = rank, .index = 0};

  for (Slot i = slot; i.slice < slices; i.slice += blocks, ++i.index) resident.keep(i);
  commit_copies();
  const auto origin = call.origin(slot.channel);
  wait_copies<0>();
  __syncthreads();

  for (Slot i = slot; i.slice < slices; i.slice += blocks, ++i.index) {
    const Part part = merge_block(resident.reduce(i, origin), scratch);
    if (threadIdx.x == 0) parts[i.index] = part;
    __syncthreads();  // the next slice uses scratch again
  }
  cluster_sync();
  if (threadIdx.x < kWarp) {
    const Part part = merge_slices<Part>(slices, [&](std::int64_t slice) {
      return cluster_map(parts, static_cast<unsigned>(slice % blocks))[slice / blocks];
    });
    if (threadIdx.x == 0) shared = call.pass.finish(slot.channel, part, origin, rank == 0);
  }
  __syncthreads();
  const Channel known = shared;
  for (; slot.slice < slices; slot.slice += blocks, ++slot.index) resident.store(slot, known);
  cluster_sync();  // nobody leaves while another block may still read its parts
}

}  // namespace normaudit::cuda::NORMAUDIT_TARGET
