#pragma once
// Launching what a user writes first: one block per channel, on any of the textbook formulas.

#include "cuda/host/grid.h"
#include "cuda/host/inference.h"
#include "cuda/host/passes.h"
#include "cuda/kernels/one_block.cuh"
#include "cuda/kernels/textbook_backward.cuh"
#include "cuda/kernels/textbook_training.cuh"

namespace normaudit::cuda::NORMAUDIT_TARGET {

template <class S>
Strided<S> strided_of(const DeviceArrays& arrays, Role role) {
  const Geometry g = geometry_of(arrays.map(role));
  return {.data = static_cast<S*>(arrays.first(role)),
          .batch_stride = g.batch_stride,
          .channel_stride = g.channel_stride,
          .place_stride = g.place_stride,
          .places = Divider(g.places > 0 ? g.places : 1)};
}

template <class Pass>
void launch_one_block_pass(const Call& call, const Pass& pass, const DataRoles& roles) {
  using S = typename Pass::Stored;
  OneBlockCall<Pass> arguments{.pass = pass};
  for (int i = 0; i < Pass::kInputs; ++i) {
    arguments.inputs[i] = strided_of<const S>(call.arrays, roles.inputs[i]);
  }
  if (call.arrays.has(roles.output)) arguments.output = strided_of<S>(call.arrays, roles.output);
  const Geometry x = geometry_of(call.arrays.map(Role::kX));
  arguments.numbers = x.numbers();
  launch({.grid = grid_of(x.channels),
          .block = static_cast<unsigned>(slices_of(x.numbers()).threads),
          .name = "one_block_pass"},
         one_block_pass<Pass>, arguments);
}

/// For Kernels::launch.
template <template <class> class Formula>
void launch_one_block(const Call& call) {
  visit_storage(call.problem.dtype, [&]<class S>() {
    switch (call.problem.pass) {
      case Pass::kForwardTraining:
        return launch_one_block_pass(
            call, TextbookTraining<S, Formula>{training_arrays_of<S>(call)}, kForwardRoles);
      case Pass::kInference:
        return launch_inference(call);
      case Pass::kBackward:
      case Pass::kBackwardInference:
        return launch_one_block_pass(call, TextbookBackward<S>{backward_of<S>(call)},
                                     kBackwardRoles);
    }
  });
}

}  // namespace normaudit::cuda::NORMAUDIT_TARGET
