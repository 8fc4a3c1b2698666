#pragma once
// Schedule A over columns: two kernels. In the first every block reduces a slice of a tile of
// columns, and the tile's last block puts its slices together; the second computes the output, its
// blocks in the opposite order, so that it starts with what the cache still holds.

#include "cuda/host/column_launch.h"

namespace normaudit::cuda::NORMAUDIT_TARGET {

/// Neighbouring blocks have neighbouring tiles of the same rows: gridDim.x is slices*tiles.
template <class Pass, int kWidth>
__global__ void __launch_bounds__(kMostColumnThreads<kWidth>, kColumnBlocks<kWidth>)
    split_columns_reduce(ColumnCall<Pass> call, unsigned tiles) {
  using Shared = ColumnScratch<Pass, kWidth>;
  NORMAUDIT_SHARED(Shared, scratch);
  const unsigned index = blockIdx.x % tiles;
  const auto tile = call.template tile<kWidth>(index);
  tile.each([&](int i, std::int64_t channel) { scratch.origins[i] = call.origin(channel); });
  __syncthreads();
  reduce_slice(call, tile, blockIdx.x / tiles, scratch);
  if (last_to_finish(call.finished + index, call.slices.count, scratch)) {
    finish_tile(call, tile, scratch);
  }
}

template <class Pass, int kWidth>
__global__ void __launch_bounds__(kMostColumnThreads<kWidth>, kColumnBlocks<kWidth>)
    split_columns_apply(ColumnCall<Pass> call, unsigned tiles) {
  const unsigned block = gridDim.x - 1 - blockIdx.x;
  const auto tile = call.template tile<kWidth>(block % tiles);
  call.store(tile, block / tiles, call.known + tile.first);
}

template <class Pass>
void launch_split_columns(ColumnCall<Pass> call, Scratch& scratch) {
  if (call.slices.count == 0) return launch_empty_columns(call);
  visit_width(call, [&]<int kWidth>(const ColumnGrid& grid) {
    take_column_scratch(call, grid, scratch);
    Launch how{.grid = grid_of(grid.tiles * call.slices.count),
               .block = dim3(grid.lanes, static_cast<unsigned>(call.slices.rows)),
               .name = "split_columns_reduce"};
    const auto tiles = static_cast<unsigned>(grid.tiles);
    launch(how, split_columns_reduce<Pass, kWidth>, call, tiles);
    if (call.output.data == nullptr) return;
    how.name = "split_columns_apply";
    launch(how, split_columns_apply<Pass, kWidth>, call, tiles);
  });
}

}  // namespace normaudit::cuda::NORMAUDIT_TARGET
