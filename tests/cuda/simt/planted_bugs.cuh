#pragma once
// Kernels with one mistake each, and two correct ones: the executor's own test suite.

#include "cuda/gpu.h"

namespace normaudit::cuda::NORMAUDIT_TARGET {

/// What every case reads and writes: n numbers in, as many out, one counter.
struct Arrays {
  const float* in;
  float* out;
  float* partial;
  unsigned* ticket;
  int n;
};

__device__ inline unsigned position() { return blockIdx.x * blockDim.x + threadIdx.x; }

__device__ inline float sum_of_thread(const Arrays& a) {
  float sum = 0;
  for (int i = static_cast<int>(threadIdx.x); i < a.n; i += static_cast<int>(blockDim.x)) {
    sum += a.in[i];
  }
  return sum;
}

__device__ inline float sum_of_warp(float value) {
  for (int lanes = 16; lanes > 0; lanes /= 2) {
    value += __shfl_xor_sync(0xffffffffu, value, lanes);
  }
  return value;
}

__device__ inline float sum_of(const float* partial, unsigned count) {
  float sum = 0;
  for (unsigned i = 0; i < count; ++i) sum += partial[i];
  return sum;
}

__global__ void correct_sum(Arrays a) {
  NORMAUDIT_SHARED(float[32], warps);
  const float sum = sum_of_warp(sum_of_thread(a));
  if (threadIdx.x % 32 == 0) warps[threadIdx.x / 32] = sum;
  __syncthreads();
  if (threadIdx.x == 0) a.out[blockIdx.x] = sum_of(warps, blockDim.x / 32);
}

__global__ void missing_barrier(Arrays a) {
  NORMAUDIT_SHARED(float[32], warps);
  const float sum = sum_of_warp(sum_of_thread(a));
  if (threadIdx.x % 32 == 0) warps[threadIdx.x / 32] = sum;
  if (threadIdx.x == 0) a.out[blockIdx.x] = sum_of(warps, blockDim.x / 32);
}

/// The array is written again while slow warps still read the last round's.
__global__ void missing_barrier_on_reuse(Arrays a) {
  NORMAUDIT_SHARED(float[32], warps);
  for (int round = 0; round < 4; ++round) {
    const float sum = sum_of_warp(a.in[(static_cast<int>(threadIdx.x) + round) % a.n]);
    if (threadIdx.x % 32 == 0) warps[threadIdx.x / 32] = sum;
    __syncthreads();
    a.out[position()] = sum_of(warps, blockDim.x / 32);
  }
}

__global__ void lock_step(Arrays a) {
  NORMAUDIT_SHARED(float[64], shared);
  shared[threadIdx.x] = a.in[threadIdx.x];
  a.out[position()] = shared[threadIdx.x ^ 1u];
}

__global__ void divergent_barrier(Arrays) {
  if (threadIdx.x < 40) {
    __syncthreads();
  } else {
    __syncthreads();
  }
}

__global__ void early_return(Arrays) {
  if (threadIdx.x >= 50) return;
  __syncthreads();
}

__global__ void full_mask_half_warp(Arrays a) {
  float value = a.in[threadIdx.x];
  if (threadIdx.x % 32 < 16) value += __shfl_down_sync(0xffffffffu, value, 8);
  a.out[position()] = value;
}

__global__ void inactive_source(Arrays a) {
  float value = a.in[threadIdx.x];
  if (threadIdx.x % 32 < 16) value += __shfl_xor_sync(0xffffu, value, 16);
  a.out[position()] = value;
}

__global__ void mixed_collectives(Arrays a) {
  float value = a.in[threadIdx.x];
  if (threadIdx.x % 2 == 1) {
    value = __shfl_xor_sync(0xffffffffu, value, 1);
  } else {
    value = static_cast<float>(__ballot_sync(0xffffffffu, value > 0));
  }
  a.out[position()] = value;
}

__global__ void global_out_of_bounds(Arrays a) {
  const int i = static_cast<int>(position());
  if (i <= a.n) a.out[i] = a.in[i];
}

__global__ void dynamic_shared_out_of_bounds(Arrays a) {
  NORMAUDIT_DYNAMIC_SHARED(float, shared);
  shared[threadIdx.x + 1] = a.in[threadIdx.x];
}

__global__ void static_shared_out_of_bounds(Arrays a) {
  NORMAUDIT_SHARED(float[32], shared);
  shared[threadIdx.x] = a.in[threadIdx.x];
  __syncthreads();
  a.out[position()] = shared[threadIdx.x % 32];
}

__global__ void misaligned(Arrays a) {
  const float4 four = *reinterpret_cast<const float4*>(a.in + 1 + 4 * (threadIdx.x % 32));
  a.out[position()] = four.x;
}

__global__ void unwritten_shared(Arrays a) {
  NORMAUDIT_SHARED(float[128], shared);
  shared[threadIdx.x] = a.in[threadIdx.x];
  __syncthreads();
  a.out[position()] = sum_of(shared, 128);
}

/// The block that draws the last ticket sums what all wrote; the fences make that visible.
template <bool kFences>
__global__ void last_block(Arrays a) {
  NORMAUDIT_SHARED(unsigned, last);
  if (threadIdx.x == 0) {
    a.partial[blockIdx.x] = a.in[blockIdx.x];
    if (kFences) __threadfence();
    last = atomicInc(a.ticket, gridDim.x - 1) == gridDim.x - 1;
  }
  __syncthreads();
  if (last && threadIdx.x == 0) {
    if (kFences) __threadfence();
    a.out[0] = sum_of(a.partial, gridDim.x);
  }
}

__global__ void one_cell_of_two_blocks(Arrays a) { a.out[threadIdx.x] = a.in[blockIdx.x]; }

/// Without a cluster_sync at the end the peer may be gone when its value is read.
__global__ void peer_exits(Arrays a) {
  NORMAUDIT_SHARED(float, value);
  if (threadIdx.x == 0) value = a.in[blockIdx.x];
  cluster_sync();
  if (threadIdx.x == 0) {
    const unsigned peer = (cluster_rank() + 1) % cluster_size();
    a.out[blockIdx.x] = *cluster_map(&value, peer);
  }
}

}  // namespace normaudit::cuda::NORMAUDIT_TARGET
