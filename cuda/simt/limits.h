#pragma once
// What a launch may ask for.

#include <cstddef>
#include <cstdint>

#include "cuda/simt/host.h"

namespace normaudit::cuda::simt {

inline constexpr std::size_t kStaticSharedBytes = 48 * 1024;

/// CUDA threads that have a stack at once. A stack takes two of the mappings of a process, of which
/// Linux allows 65530 unless told otherwise.
inline constexpr std::uint64_t kMostResidentThreads = 30000;

constexpr std::uint64_t thread_count(const dim3& extent) {
  return std::uint64_t{extent.x} * extent.y * extent.z;
}

/// Throws GpuError naming the limit that the launch breaks.
void check_launch(const Launch& launch);

/// Clusters of the launch that run at once under the current schedule.
std::uint64_t resident_clusters(const Launch& launch);

}  // namespace normaudit::cuda::simt
