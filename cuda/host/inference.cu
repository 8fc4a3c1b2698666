// Launches of inference, over planes or over columns.
#include "cuda/host/column_launch.h"
#include "cuda/host/dispatch.h"
#include "cuda/host/inference.h"
#include "cuda/kernels/inference.cuh"
#include "cuda/kernels/inference_kernels.cuh"

namespace normaudit::cuda::NORMAUDIT_TARGET {
namespace {

template <class S>
Inference<S> inference_of(const Call& call) {
  const DeviceArrays& arrays = call.arrays;
  return {.weight = arrays.channels(Role::kWeight),
          .bias = arrays.channels(Role::kBias),
          .running_mean = arrays.channels(Role::kRunningMean),
          .running_var = arrays.channels(Role::kRunningVar),
          .eps = static_cast<NumberOf<S>>(call.problem.eps)};
}

struct Stream {
  static constexpr bool kColumns = true;

  template <class Pass>
  static void planes(const PlanarCall<Pass>& call, Scratch&) {
    if (call.slices.count() == 0) return;
    launch({.grid = grid_of(call.channels * call.slices.count()),
            .block = static_cast<unsigned>(call.slices.threads),
            .name = "infer_planes"},
           infer_planes<Pass>, call);
  }

  template <class Pass>
  static void columns(const ColumnCall<Pass>& call, Scratch&) {
    if (call.slices.count == 0) return;
    visit_width(call, [&]<int kWidth>(const ColumnGrid& grid) {
      launch({.grid = grid_of(grid.tiles * call.slices.count),
              .block = dim3(grid.lanes, static_cast<unsigned>(call.slices.rows)),
              .name = "infer_columns"},
             infer_columns<Pass, kWidth>, call, static_cast<unsigned>(grid.tiles));
    });
  }
};

}  // namespace

void launch_inference(const Call& call) {
  visit_storage(call.problem.dtype,
                [&]<class S>() { launch_on<Stream>(call, inference_of<S>(call), kForwardRoles); });
}

}  // namespace normaudit::cuda::NORMAUDIT_TARGET
