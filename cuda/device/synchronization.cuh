#pragma once
// Clusters, cooperative grids, counters and asynchronous copies on the device. Cluster functions
// trap below compute capability 9.0, where no launch with clusters gets past the runtime.

#include <cooperative_groups.h>
#include <cuda_pipeline.h>
#include <cuda_runtime.h>

namespace normaudit::cuda::device {

__device__ inline unsigned cluster_rank() {
#if !defined(__CUDA_ARCH__) || __CUDA_ARCH__ >= 900
  return __clusterRelativeBlockRank();
#else
  __trap();
  return 0;
#endif
}

__device__ inline unsigned cluster_size() {
#if !defined(__CUDA_ARCH__) || __CUDA_ARCH__ >= 900
  return __clusterSizeInBlocks();
#else
  __trap();
  return 1;
#endif
}

/// Arrives with release and waits with acquire, for all threads of the cluster.
__device__ inline void cluster_sync() {
#if !defined(__CUDA_ARCH__) || __CUDA_ARCH__ >= 900
  __cluster_barrier_arrive();
  __cluster_barrier_wait();
#else
  __trap();
#endif
}

/// The same object in the shared memory of the cluster's block `rank`.
template <class T>
__device__ inline T* cluster_map(T* mine, [[maybe_unused]] unsigned rank) {
#if !defined(__CUDA_ARCH__) || __CUDA_ARCH__ >= 900
  return static_cast<T*>(__cluster_map_shared_rank(mine, rank));
#else
  __trap();
  return mine;
#endif
}

/// In cooperative launches only. Since CUDA 11 it needs no relocatable device code.
__device__ inline void grid_sync() { cooperative_groups::this_grid().sync(); }

/// Release: one thread calls it after a block barrier.
__device__ inline void arrive(unsigned* counter) {
  __threadfence();
  atomicAdd(counter, 1u);
}

/// Acquire: spins until *counter >= value.
__device__ inline void wait_until_at_least(const unsigned* counter, unsigned value) {
  while (*static_cast<const volatile unsigned*>(counter) < value) __nanosleep(32);
  __threadfence();
}

template <int kBytes>
__device__ inline void copy_async(void* shared, const void* global) {
  static_assert(kBytes == 4 || kBytes == 8 || kBytes == 16, "cp.async copies 4, 8 or 16 bytes");
  __pipeline_memcpy_async(shared, global, kBytes);
}
__device__ inline void commit_copies() { __pipeline_commit(); }
template <int kPending>
__device__ inline void wait_copies() {
  static_assert(kPending >= 0, "a number of groups that may stay in flight");
  __pipeline_wait_prior(kPending);
}

}  // namespace normaudit::cuda::device
