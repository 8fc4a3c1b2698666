#pragma once
// How large a grid may be, and how much of its data a cache keeps.

#include <cstdint>
#include <limits>
#include <string>

#include "cuda/gpu.h"

namespace normaudit::cuda::NORMAUDIT_TARGET {

/// What a second read may expect to find in a cache: half of an H200's 60 MB of L2, for the output
/// passes through too.
inline constexpr std::int64_t kCachedBytes = 28 << 20;

/// Throws GpuError where there are more blocks than a grid can have.
inline dim3 grid_of(std::int64_t blocks) {
  if (blocks > std::numeric_limits<int>::max()) {
    throw GpuError("a grid of " + std::to_string(blocks) + " blocks is larger than any");
  }
  return dim3(static_cast<unsigned>(blocks));
}

}  // namespace normaudit::cuda::NORMAUDIT_TARGET
