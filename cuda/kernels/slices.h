#pragma once
// How the n numbers of a channel are dealt out: into slices, a slice to the threads of one block, a
// thread's share into tiles. A function of n alone, so that no bit depends on the schedule, on the
// other channels or on the machine.

#include <cstdint>

#if defined(__CUDACC__)
#define NORMAUDIT_BOTH __host__ __device__
#else
#define NORMAUDIT_BOTH
#endif

namespace normaudit::cuda {

/// Numbers that a thread holds in registers at a time.
inline constexpr int kTile = 16;
inline constexpr int kMostThreads = 256;
inline constexpr int kMostSlices = 256;

struct Slices {
  std::int64_t numbers = 0;  ///< n
  int threads = 32;          ///< of the block that reduces one slice
  std::int64_t tiles = 1;    ///< of each of its threads
  std::int64_t slices = 0;   ///< kept, for every thread asks

  NORMAUDIT_BOTH constexpr std::int64_t length() const { return threads * kTile * tiles; }
  NORMAUDIT_BOTH constexpr std::int64_t count() const { return slices; }
  NORMAUDIT_BOTH constexpr std::int64_t end_of(std::int64_t slice) const {
    const std::int64_t end = (slice + 1) * length();
    return end < numbers ? end : numbers;
  }
};

/// As few threads as have one tile each, at most 256; then as many slices, at most 256; then more
/// tiles a thread, a power of two.
constexpr Slices slices_of(std::int64_t numbers) {
  Slices result{.numbers = numbers};
  const auto needed = [&] { return (numbers + result.length() - 1) / result.length(); };
  while (result.threads < kMostThreads && needed() > 1) result.threads *= 2;
  while (needed() > kMostSlices) result.tiles *= 2;
  result.slices = needed();
  return result;
}

}  // namespace normaudit::cuda
