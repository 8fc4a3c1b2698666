#pragma once
// Barriers of the block, the cluster and the grid; every call is a site that ScopedRemoval can
// remove.

#include "cuda/simt/location.h"

namespace normaudit::cuda::simt {

enum class Vote : unsigned char { kNone, kCount, kAnd, kOr };

int block_barrier(Vote vote, bool predicate, Location location);
void cluster_barrier(Location location);
void grid_barrier(Location location);

inline void __syncthreads(Location location = Location::current()) {
  block_barrier(Vote::kNone, false, location);
}
inline int __syncthreads_count(int predicate, Location location = Location::current()) {
  return block_barrier(Vote::kCount, predicate != 0, location);
}
inline int __syncthreads_and(int predicate, Location location = Location::current()) {
  return block_barrier(Vote::kAnd, predicate != 0, location);
}
inline int __syncthreads_or(int predicate, Location location = Location::current()) {
  return block_barrier(Vote::kOr, predicate != 0, location);
}
inline void cluster_sync(Location location = Location::current()) { cluster_barrier(location); }

/// In cooperative launches only; the executor reports it elsewhere.
inline void grid_sync(Location location = Location::current()) { grid_barrier(location); }

}  // namespace normaudit::cuda::simt
