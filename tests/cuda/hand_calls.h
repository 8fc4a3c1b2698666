#pragma once
// Calls of the kernels that a test builds by itself, over the executor: any strides, any slices,
// any pass, on memory of the host.

#include <algorithm>
#include <cstdint>
#include <vector>

#include "cuda/kernels/backward.cuh"
#include "cuda/kernels/cluster.cuh"
#include "cuda/kernels/column_blocks.cuh"
#include "cuda/kernels/forward_training.cuh"
#include "cuda/kernels/group.cuh"
#include "cuda/kernels/group_columns.cuh"
#include "cuda/kernels/inference.cuh"
#include "cuda/kernels/inference_kernels.cuh"
#include "cuda/kernels/one_block.cuh"
#include "cuda/kernels/split.cuh"
#include "cuda/kernels/split_columns.cuh"
#include "cuda/kernels/zero.cuh"

namespace normaudit::cuda::simt {

struct Extents {
  std::int64_t batch = 1;
  std::int64_t channels = 1;
  std::int64_t places = 1;

  std::int64_t numbers() const { return batch * places; }
};

/// Where the numbers lie.
struct Lie {
  Extents extents;
  std::int64_t batch_stride = 0;
  std::int64_t channel_stride = 0;
  std::int64_t place_stride = 1;

  std::int64_t at(std::int64_t n, std::int64_t c, std::int64_t s) const {
    return n * batch_stride + c * channel_stride + s * place_stride;
  }
};

inline Lie dense_planes(const Extents& e) { return {e, e.channels * e.places, e.places, 1}; }
inline Lie dense_columns(const Extents& e) { return {e, e.channels * e.places, 1, e.channels}; }

inline bool whole_packs(const void* data, std::initializer_list<std::int64_t> bytes) {
  return reinterpret_cast<std::uintptr_t>(data) % 16 == 0 &&
         std::all_of(bytes.begin(), bytes.end(), [](std::int64_t n) { return n % 16 == 0; });
}

template <class S>
Planes<S> planes_at(S* data, const Lie& lie) {
  constexpr std::int64_t kSize = sizeof(S);
  return {.data = data,
          .batch_stride = lie.batch_stride,
          .channel_stride = lie.channel_stride,
          .plane = Divider(lie.extents.places),
          .access = whole_packs(data, {lie.extents.places * kSize, lie.batch_stride * kSize,
                                       lie.channel_stride * kSize})
                        ? 16
                        : 0};
}

template <class S>
Columns<S> columns_at(S* data, const Lie& lie) {
  constexpr std::int64_t kSize = sizeof(S);
  return {.data = data,
          .batch_stride = lie.batch_stride,
          .place_stride = lie.place_stride,
          .places = Divider(lie.extents.places),
          .packed = whole_packs(data, {lie.extents.channels * kSize, lie.batch_stride * kSize,
                                       lie.place_stride * kSize})};
}

template <class S>
Strided<S> strided_at(S* data, const Lie& lie) {
  return {.data = data,
          .batch_stride = lie.batch_stride,
          .channel_stride = lie.channel_stride,
          .place_stride = lie.place_stride,
          .places = Divider(lie.extents.places)};
}

/// Without its data: inputs and output are the caller's to set.
template <class Pass>
PlanarCall<Pass> planar_call(const Pass& pass, const Lie& lie) {
  PlanarCall<Pass> call{.pass = pass};
  call.slices = slices_of(lie.extents.numbers());
  call.channels = lie.extents.channels;
  return call;
}

template <class Pass>
ColumnCall<Pass> column_call(const Pass& pass, const Lie& lie) {
  ColumnCall<Pass> call{.pass = pass};
  call.slices = row_slices_of(lie.extents.numbers(), ColumnCall<Pass>::kHeld);
  call.channels = lie.extents.channels;
  return call;
}

inline unsigned count_of(std::int64_t number) { return static_cast<unsigned>(number); }

template <class Pass>
void launch_split(PlanarCall<Pass> call) {
  const std::int64_t blocks = call.channels * call.slices.count();
  std::vector<typename Pass::Part> parts(static_cast<std::size_t>(blocks));
  std::vector<typename Pass::Origin> origins(static_cast<std::size_t>(call.channels));
  call.parts = parts.data();
  call.origins = origins.data();
  const unsigned threads = count_of(call.slices.threads);
  launch({.grid = count_of(blocks), .block = threads, .name = "split_reduce"}, split_reduce<Pass>,
         call);
  launch({.grid = count_of(blocks), .block = threads, .name = "split_apply"}, split_apply<Pass>,
         call);
}

template <class Pass>
void launch_cluster(const PlanarCall<Pass>& call, unsigned cluster) {
  const std::int64_t slots = (call.slices.count() + cluster - 1) / cluster;
  launch({.grid = count_of(call.channels) * cluster,
          .block = count_of(call.slices.threads),
          .shared_bytes =
              static_cast<std::size_t>(slots * Resident<Pass>::bytes_per_slot(call.slices)),
          .cluster = cluster,
          .name = "cluster_pass"},
         cluster_pass<Pass>, call);
}

template <class Pass>
void launch_group(PlanarCall<Pass> call, Grouping grouping) {
  std::vector<typename Pass::Part> parts(
      static_cast<std::size_t>(call.channels * call.slices.count()));
  std::vector<unsigned> arrived(static_cast<std::size_t>(call.channels), 77);
  call.parts = parts.data();
  grouping.arrived = arrived.data();
  launch_zero(grouping.arrived, call.channels);
  launch({.grid = count_of(grouping.blocks * grouping.channels_in_flight),
          .block = count_of(call.slices.threads),
          .cooperative = true,
          .name = "group_pass"},
         group_pass<Pass>, call, grouping);
}

/// A tile of columns, `lanes` threads wide.
template <class Pass, int kWidth>
std::int64_t column_tiles(const ColumnCall<Pass>& call, unsigned lanes) {
  const std::int64_t width = std::int64_t{lanes} * kWidth;
  return (call.channels + width - 1) / width;
}

/// Memory that schedules of columns want.
template <class Pass>
struct ColumnMemory {
  std::vector<typename Pass::Part> parts;
  std::vector<typename Pass::Channel> known;
  std::vector<unsigned> finished;

  void give(ColumnCall<Pass>& call, std::int64_t tiles) {
    parts.resize(static_cast<std::size_t>(call.channels * call.slices.count));
    known.resize(static_cast<std::size_t>(call.channels));
    finished.resize(static_cast<std::size_t>(tiles), 77);
    call.parts = parts.data();
    call.known = known.data();
    call.finished = finished.data();
    launch_zero(call.finished, tiles);
  }
};

template <int kWidth, class Pass>
void launch_split_columns(ColumnCall<Pass> call, unsigned lanes) {
  ColumnMemory<Pass> memory;
  const std::int64_t tiles = column_tiles<Pass, kWidth>(call, lanes);
  memory.give(call, tiles);
  const Launch how{.grid = count_of(tiles * call.slices.count),
                   .block = dim3(lanes, count_of(call.slices.rows)),
                   .name = "split_columns"};
  launch(how, split_columns_reduce<Pass, kWidth>, call, count_of(tiles));
  if (call.output.data == nullptr) return;
  launch(how, split_columns_apply<Pass, kWidth>, call, count_of(tiles));
}

template <int kWidth, class Pass>
void launch_group_columns(ColumnCall<Pass> call, ColumnGrouping grouping, unsigned lanes) {
  ColumnMemory<Pass> memory;
  grouping.tiles = column_tiles<Pass, kWidth>(call, lanes);
  memory.give(call, grouping.tiles);
  launch({.grid = count_of(grouping.blocks * grouping.in_flight),
          .block = dim3(lanes, count_of(call.slices.rows)),
          .cooperative = true,
          .name = "group_columns"},
         group_columns<Pass, kWidth>, call, grouping);
}

template <class S>
void launch_inference(const PlanarCall<Inference<S>>& call) {
  launch({.grid = count_of(call.channels * call.slices.count()),
          .block = count_of(call.slices.threads),
          .name = "infer_planes"},
         infer_planes<Inference<S>>, call);
}

template <int kWidth, class S>
void launch_inference(const ColumnCall<Inference<S>>& call, unsigned lanes) {
  const std::int64_t tiles = column_tiles<Inference<S>, kWidth>(call, lanes);
  launch({.grid = count_of(tiles * call.slices.count),
          .block = dim3(lanes, count_of(call.slices.rows)),
          .name = "infer_columns"},
         infer_columns<Inference<S>, kWidth>, call, count_of(tiles));
}

template <class Pass>
void launch_one_block(const OneBlockCall<Pass>& call, std::int64_t channels) {
  launch({.grid = count_of(channels),
          .block = count_of(slices_of(call.numbers).threads),
          .name = "one_block_pass"},
         one_block_pass<Pass>, call);
}

}  // namespace normaudit::cuda::simt
