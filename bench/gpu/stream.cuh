#pragma once
// The memory's own speed: 16-byte loads and stores, several of them in flight in every thread.

#include <cstdint>

#include "cuda/gpu.h"

namespace normaudit::cuda::NORMAUDIT_TARGET::timing {

enum class Direction : unsigned char { kRead, kWrite, kCopy };

inline constexpr unsigned kStreamThreads = 256;

struct StreamCall {
  const uint4* from = nullptr;
  uint4* to = nullptr;  ///< also where a reading kernel would say what nobody reads
  std::int64_t packs = 0;
};

/// Blocks deal themselves turns of kInFlight packs per thread.
template <Direction kDirection, int kInFlight>
__global__ void __launch_bounds__(kStreamThreads) stream(StreamCall call) {
  const std::int64_t turn = static_cast<std::int64_t>(blockDim.x) * kInFlight;
  unsigned seen = 0;
  for (std::int64_t first = blockIdx.x * turn; first < call.packs; first += gridDim.x * turn) {
    uint4 packs[kInFlight];
    NORMAUDIT_UNROLL
    for (int k = 0; k < kInFlight; ++k) {
      const std::int64_t i = first + k * static_cast<std::int64_t>(blockDim.x) + threadIdx.x;
      packs[k] = {seen, threadIdx.x, blockIdx.x, 1};
      if (kDirection != Direction::kWrite && i < call.packs) packs[k] = __ldcs(call.from + i);
    }
    NORMAUDIT_UNROLL
    for (int k = 0; k < kInFlight; ++k) {
      const std::int64_t i = first + k * static_cast<std::int64_t>(blockDim.x) + threadIdx.x;
      if (kDirection == Direction::kRead) {
        seen ^= packs[k].x ^ packs[k].y ^ packs[k].z ^ packs[k].w;
      } else if (i < call.packs) {
        __stcs(call.to + i, packs[k]);
      }
    }
  }
  // Keeps the loads: the compiler cannot know that no data folds to this.
  if (kDirection == Direction::kRead && seen == 0x9e3779b9U) call.to[threadIdx.x].x = seen;
}

}  // namespace normaudit::cuda::NORMAUDIT_TARGET::timing
