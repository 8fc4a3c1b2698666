#pragma once
// Schedule C over columns: as many blocks as the machine holds at once, a group of them per tile of
// columns in flight. They reduce their slices, the last one puts them together, the others wait for
// it at a counter in global memory; then all read their slices again, last first, while the cache
// still holds them.

#include <algorithm>

#include "cuda/host/column_launch.h"
#include "cuda/host/grid.h"

namespace normaudit::cuda::NORMAUDIT_TARGET {

/// How the blocks of the grid are dealt out: block b works on tiles b / blocks,
/// b / blocks + in_flight, ...
struct ColumnGrouping {
  std::int64_t tiles = 1;
  std::int64_t blocks = 1;     ///< of one tile
  std::int64_t in_flight = 1;  ///< tiles
};

/// A cooperative launch: every block of a tile waits for the others.
template <class Pass, int kWidth>
__global__ void __launch_bounds__(kMostColumnThreads<kWidth>, kColumnBlocks<kWidth>)
    group_columns(ColumnCall<Pass> call, ColumnGrouping grouping) {
  using Shared = ColumnScratch<Pass, kWidth>;
  NORMAUDIT_SHARED(Shared, scratch);
  const std::int64_t rank = blockIdx.x % grouping.blocks;
  for (std::int64_t index = blockIdx.x / grouping.blocks; index < grouping.tiles;
       index += grouping.in_flight) {
    const auto tile = call.template tile<kWidth>(index);
    tile.each([&](int i, std::int64_t channel) { scratch.origins[i] = call.origin(channel); });
    __syncthreads();
    std::int64_t slice = rank;
    for (; slice < call.slices.count; slice += grouping.blocks) {
      reduce_slice(call, tile, slice, scratch);
    }
    unsigned* finished = call.finished + index;
    if (last_to_finish(finished, grouping.blocks, scratch)) {
      finish_tile(call, tile, scratch);
      __syncthreads();
      if (threadIdx.x == 0 && threadIdx.y == 0) arrive(finished);
    }
    // One more than its blocks: the last one has put their slices together.
    if (threadIdx.x == 0 && threadIdx.y == 0) {
      wait_until_at_least(finished, static_cast<unsigned>(grouping.blocks) + 1);
    }
    __syncthreads();
    if (call.output.data == nullptr) continue;
    for (slice -= grouping.blocks; slice >= 0; slice -= grouping.blocks) {
      call.store(tile, slice, call.known + tile.first);
    }
  }
}

/// Tiles in flight are as many as leave their second read in the cache, and blocks of a tile as
/// many as there is room for; no more than it has slices.
template <class Pass, int kWidth>
ColumnGrouping column_grouping(const ColumnCall<Pass>& call, const ColumnGrid& grid,
                               std::int64_t resident) {
  const std::int64_t bytes = Pass::kInputs * call.slices.numbers * grid.lanes * kWidth *
                             static_cast<std::int64_t>(sizeof(typename Pass::Stored));
  ColumnGrouping result{.tiles = grid.tiles};
  const std::int64_t cached = std::max<std::int64_t>(kCachedBytes / bytes, 1);
  result.in_flight = std::min({cached, grid.tiles, resident});
  result.blocks = std::min(resident / result.in_flight, call.slices.count);
  return result;
}

template <class Pass>
void launch_group_columns(ColumnCall<Pass> call, Scratch& scratch) {
  if (call.slices.count == 0) return launch_empty_columns(call);
  visit_width(call, [&]<int kWidth>(const ColumnGrid& grid) {
    take_column_scratch(call, grid, scratch);
    Launch how{.grid = 1,
               .block = dim3(grid.lanes, static_cast<unsigned>(call.slices.rows)),
               .cooperative = true,
               .name = "group_columns"};
    const auto kernel = group_columns<Pass, kWidth>;
    const auto grouping = column_grouping<Pass, kWidth>(call, grid, resident_blocks(kernel, how));
    how.grid = grid_of(grouping.blocks * grouping.in_flight);
    launch(how, kernel, call, grouping);
  });
}

}  // namespace normaudit::cuda::NORMAUDIT_TARGET
