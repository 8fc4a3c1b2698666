#pragma once
// What launches of passes over columns share: how many threads have how many columns, and the
// memory that a schedule needs.

#include <cstdint>

#include "cuda/host/grid.h"
#include "cuda/host/scratch.h"
#include "cuda/kernels/column_blocks.cuh"
#include "cuda/kernels/zero.cuh"

namespace normaudit::cuda::NORMAUDIT_TARGET {

/// A tile of columns is dim3(lanes, rows) threads wide and deep.
struct ColumnGrid {
  unsigned lanes = 1;
  std::int64_t tiles = 1;
};

/// As few tiles as can be, of the same width within one lane.
template <int kWidth>
ColumnGrid column_grid(std::int64_t channels) {
  const std::int64_t pieces = (channels - 1) / kWidth + 1;
  const std::int64_t tiles = (pieces - 1) / kMostLanes<kWidth> + 1;
  return {.lanes = static_cast<unsigned>((pieces - 1) / tiles + 1), .tiles = tiles};
}

/// visit.operator()<kWidth>(grid) with what a thread loads at once.
template <class Pass, class Visit>
void visit_width(const ColumnCall<Pass>& call, Visit visit) {
  constexpr int kWide = kPack<typename Pass::Stored>;
  if (call.packed()) {
    visit.template operator()<kWide>(column_grid<kWide>(call.channels));
  } else {
    visit.template operator()<1>(column_grid<1>(call.channels));
  }
}

template <class Pass>
void take_column_scratch(ColumnCall<Pass>& call, const ColumnGrid& grid, Scratch& scratch) {
  call.parts = scratch.take<typename Pass::Part>(call.slices.count * call.channels);
  call.known = scratch.take<typename Pass::Channel>(call.channels);
  call.finished = scratch.take<unsigned>(grid.tiles);
  launch_zero(call.finished, grid.tiles);
}

template <class Pass>
void launch_empty_columns(const ColumnCall<Pass>& call) {
  launch({.grid = grid_of((call.channels - 1) / kMostThreads + 1),
          .block = kMostThreads,
          .name = "finish_empty_columns"},
         finish_empty_columns<Pass>, call);
}

}  // namespace normaudit::cuda::NORMAUDIT_TARGET
