#pragma once
// threadIdx, blockIdx, blockDim, gridDim, and a block's place in its cluster.

#include "cuda/simt/location.h"
#include "cuda/simt/vectors.h"

namespace normaudit::cuda::simt {

/// What a CUDA thread reads from its special registers.
struct ThreadVariables {
  uint3 thread;
  uint3 block;
  dim3 block_dim;
  dim3 grid_dim;
  unsigned lane;
  unsigned cluster_rank;
  unsigned cluster_size;
};

/// The CUDA thread that runs on this OS thread; null outside kernels.
extern constinit thread_local const ThreadVariables* current_thread;

inline unsigned cluster_rank() { return current_thread->cluster_rank; }
inline unsigned cluster_size() { return current_thread->cluster_size; }

}  // namespace normaudit::cuda::simt

#define threadIdx (::normaudit::cuda::simt::current_thread->thread)
#define blockIdx (::normaudit::cuda::simt::current_thread->block)
#define blockDim (::normaudit::cuda::simt::current_thread->block_dim)
#define gridDim (::normaudit::cuda::simt::current_thread->grid_dim)
#define warpSize 32
