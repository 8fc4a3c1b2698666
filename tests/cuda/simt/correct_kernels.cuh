#pragma once
// Kernels without a mistake, each needing every synchronization it has: the executor must be silent
// on them, and must see each of these removed.

#include "tests/cuda/simt/planted_bugs.cuh"

namespace normaudit::cuda::NORMAUDIT_TARGET {

/// Every block sums what all blocks wrote, behind a counter.
__global__ void correct_counter(Arrays a) {
  a.partial[position()] = a.in[position()];
  __syncthreads();
  if (threadIdx.x == 0) {
    arrive(a.ticket);
    wait_until_at_least(a.ticket, gridDim.x);
  }
  __syncthreads();
  const unsigned count = gridDim.x * blockDim.x;
  a.out[position()] = a.partial[(position() + blockDim.x) % count];
}

__global__ void correct_grid_sync(Arrays a) {
  a.partial[position()] = a.in[position()];
  grid_sync();
  const unsigned count = gridDim.x * blockDim.x;
  a.out[position()] = a.partial[(position() + blockDim.x) % count];
}

__global__ void correct_cluster(Arrays a) {
  NORMAUDIT_SHARED(float, value);
  if (threadIdx.x == 0) value = a.in[blockIdx.x];
  cluster_sync();
  const unsigned peer = (cluster_rank() + 1) % cluster_size();
  a.out[position()] = *cluster_map(&value, peer);
  cluster_sync();
}

/// Reads what another thread of the block copied.
__global__ void correct_copies(Arrays a) {
  NORMAUDIT_DYNAMIC_SHARED(float, shared);
  copy_async<4>(shared + threadIdx.x, a.in + threadIdx.x);
  commit_copies();
  wait_copies<0>();
  __syncthreads();
  a.out[position()] = shared[threadIdx.x ^ 1u];
}

__global__ void correct_warp(Arrays a) {
  NORMAUDIT_SHARED(float[64], shared);
  shared[threadIdx.x] = a.in[threadIdx.x];
  __syncwarp();
  a.out[position()] = shared[threadIdx.x ^ 1u];
}

/// Two threads of a block meet at an atomic in shared memory: a fence for the block is enough.
__global__ void correct_block_fence(Arrays a) {
  NORMAUDIT_SHARED(float, value);
  NORMAUDIT_SHARED(unsigned, ready);
  if (threadIdx.x == 0) ready = 0;
  __syncthreads();
  if (threadIdx.x == 0) {
    value = a.in[blockIdx.x];
    __threadfence_block();
    atomicExch(&ready, 1);
  }
  if (threadIdx.x == 32) {
    while (atomicAdd(&ready, 0) == 0) {
    }
    __threadfence_block();
    a.out[blockIdx.x] = value;
  }
}

}  // namespace normaudit::cuda::NORMAUDIT_TARGET
