#pragma once
// Fences, integer atomics, and the arrive / wait pair. An atomic is relaxed: only fences order, and
// under TSan only a fence before the writing and one after the reading atomic make an edge.

#include <atomic>

#include "cuda/simt/location.h"

namespace normaudit::cuda::simt {

void fence(const char* what, Location location);
void block_fence(Location location);
void before_atomic();
void after_atomic(const void* address);
/// Blocks until *counter >= value; false where the wait at this location is removed.
bool wait_for_counter(const unsigned* counter, unsigned value, Location location);

inline void __threadfence(Location location = Location::current()) {
  fence("__threadfence", location);
}
inline void __threadfence_block(Location location = Location::current()) { block_fence(location); }

inline unsigned atomicAdd(unsigned* address, unsigned value) {
  before_atomic();
  const unsigned old =
      std::atomic_ref<unsigned>(*address).fetch_add(value, std::memory_order_relaxed);
  after_atomic(address);
  return old;
}
inline unsigned atomicExch(unsigned* address, unsigned value) {
  before_atomic();
  const unsigned old =
      std::atomic_ref<unsigned>(*address).exchange(value, std::memory_order_relaxed);
  after_atomic(address);
  return old;
}
/// old >= limit ? 0 : old + 1
inline unsigned atomicInc(unsigned* address, unsigned limit) {
  before_atomic();
  const std::atomic_ref<unsigned> cell(*address);
  unsigned old = cell.load(std::memory_order_relaxed);
  while (!cell.compare_exchange_weak(old, old >= limit ? 0 : old + 1, std::memory_order_relaxed)) {
  }
  after_atomic(address);
  return old;
}

/// Release: one thread calls it after a block barrier.
inline void arrive(unsigned* counter, Location location = Location::current()) {
  fence("arrive", location);
  atomicAdd(counter, 1);
}

/// Acquire: yields until *counter >= value; a wait that nobody can end is reported.
inline void wait_until_at_least(const unsigned* counter, unsigned value,
                                Location location = Location::current()) {
  if (!wait_for_counter(counter, value, location)) return;
  // The read itself, where TSan can see it.
  static_cast<void>(
      std::atomic_ref<unsigned>(*const_cast<unsigned*>(counter)).load(std::memory_order_relaxed));
  after_atomic(counter);
  fence("wait_until_at_least", location);
}

}  // namespace normaudit::cuda::simt
