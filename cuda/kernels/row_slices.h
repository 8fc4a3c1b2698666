#pragma once
// How the n numbers of a channel are dealt out where channels are columns: into slices of rows, a
// slice to the rows of threads of one block, a thread's share into tiles. A function of n and of
// the pass alone: how many columns a block has beside each other shows in no bit.

#include <cstdint>

#include "cuda/kernels/slices.h"

namespace normaudit::cuda {

inline constexpr int kMostRows = 32;
/// Rows that a thread holds of all inputs together: each is a load of up to 16 bytes.
inline constexpr int kHeldRows = 8;

struct RowSlices {
  std::int64_t numbers = 0;  ///< n
  int rows = 4;              ///< of threads, a power of two
  std::int64_t tiles = 1;    ///< of each thread
  std::int64_t length = 0;   ///< numbers of a slice
  std::int64_t count = 0;

  NORMAUDIT_BOTH constexpr std::int64_t end_of(std::int64_t slice) const {
    const std::int64_t end = (slice + 1) * length;
    return end < numbers ? end : numbers;
  }
};

/// `held` numbers to a tile. As few rows of threads as have one tile each, at most 32; then as many
/// slices, at most 256; then more tiles a thread. More than one slice there is only of 32 rows, so
/// that no number is under more merges than tiles - 1 of its thread, 5 of the rows, and where
/// slices are put together, 7 of a row's slices and 5 of the rows. There are at most 1 +
/// n/(256*32*held) <= 1 + n/2^15 tiles: 17 + n/2^15 merges.
constexpr RowSlices row_slices_of(std::int64_t numbers, int held) {
  RowSlices result{.numbers = numbers};
  while (result.rows < kMostRows && numbers > result.rows * held) result.rows *= 2;
  const std::int64_t tile = std::int64_t{result.rows} * held;
  const std::int64_t most = tile * kMostSlices;
  if (numbers > most) result.tiles = (numbers - 1) / most + 1;
  result.length = tile * result.tiles;
  result.count = numbers > 0 ? (numbers - 1) / result.length + 1 : 0;
  return result;
}

}  // namespace normaudit::cuda
