#pragma once
// Counters set to zero on the device, in order with the launches around it.

#include <cstdint>

#include "cuda/host/grid.h"

namespace normaudit::cuda::NORMAUDIT_TARGET {

inline constexpr unsigned kZeroThreads = 128;

/// One thread per counter; the last block may have some to spare. A template so that every file
/// that launches it may have it.
template <class Counter>
__global__ void __launch_bounds__(kZeroThreads) zero(Counter* counters, std::int64_t count) {
  const std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  if (i < count) counters[i] = 0;
}

template <class Counter>
void launch_zero(Counter* counters, std::int64_t count) {
  launch({.grid = grid_of((count + kZeroThreads - 1) / kZeroThreads),
          .block = kZeroThreads,
          .name = "zero"},
         zero<Counter>, counters, count);
}

}  // namespace normaudit::cuda::NORMAUDIT_TARGET
