#pragma once
// A grid of one dimension that has all its blocks, or an error.

#include <cstdint>
#include <limits>
#include <string>

#include "cuda/gpu.h"

namespace normaudit::cuda::NORMAUDIT_TARGET {

/// Throws GpuError where there are more blocks than a grid can have.
inline dim3 grid_of(std::int64_t blocks) {
  if (blocks > std::numeric_limits<int>::max()) {
    throw GpuError("a grid of " + std::to_string(blocks) + " blocks is larger than any");
  }
  return dim3(static_cast<unsigned>(blocks));
}

}  // namespace normaudit::cuda::NORMAUDIT_TARGET
