#pragma once
// From a call to a schedule's kernels: which storage format, which pass, and which way the numbers
// lie.

#include "cuda/host/column_call.h"
#include "cuda/host/inference.h"
#include "cuda/host/passes.h"
#include "cuda/kernels/forward_training.cuh"
#include "cuda/kernels/planar_call.cuh"

namespace normaudit::cuda::NORMAUDIT_TARGET {

template <class S>
Planes<S> planes_of(void* first, const Geometry& g) {
  const auto allows = [&](int bytes) {
    const auto whole = [&](std::int64_t count) {
      return count * static_cast<std::int64_t>(sizeof(S)) % bytes == 0;
    };
    return whole(g.places) && (g.batch == 1 || whole(g.batch_stride)) &&
           (g.channels == 1 || whole(g.channel_stride)) &&
           reinterpret_cast<std::uintptr_t>(first) % static_cast<unsigned>(bytes) == 0;
  };
  return {.data = static_cast<S*>(first),
          .batch_stride = g.batch_stride,
          .channel_stride = g.channel_stride,
          .plane = Divider(g.places > 0 ? g.places : 1),
          .access = allows(16)                    ? 16
                    : sizeof(S) == 2 && allows(8) ? 8
                                                  : 0};
}

template <class Pass>
PlanarCall<Pass> planar_call(const Pass& pass, const DeviceArrays& arrays, const DataRoles& roles) {
  using S = typename Pass::Stored;
  PlanarCall<Pass> call{.pass = pass};
  const auto geometry = [&](Role role) { return geometry_of(arrays.map(role)); };
  for (int i = 0; i < Pass::kInputs; ++i) {
    const Role role = roles.inputs[i];
    call.inputs[i] = planes_of<const S>(arrays.first(role), geometry(role));
  }
  if (arrays.has(roles.output)) {
    call.output = planes_of<S>(arrays.first(roles.output), geometry(roles.output));
  }
  call.slices = slices_of(geometry(Role::kX).numbers());
  call.channels = geometry(Role::kX).channels;
  return call;
}

/// Schedule::planes and Schedule::columns take the call they are to launch, and scratch memory; a
/// schedule whose kColumns is false has planes alone.
template <class Schedule, class Pass>
void launch_on(const Call& call, const Pass& pass, const DataRoles& roles) {
  if constexpr (Schedule::kColumns) {
    if (geometry_of(call.arrays.map(Role::kX)).kind == Geometry::Kind::kColumns) {
      Schedule::columns(column_call(pass, call.arrays, roles), call.scratch);
      return;
    }
  }
  Schedule::planes(planar_call(pass, call.arrays, roles), call.scratch);
}

/// For Kernels::launch.
template <class Schedule>
void launch_pass(const Call& call) {
  visit_storage(call.problem.dtype, [&]<class S>() {
    switch (call.problem.pass) {
      case Pass::kForwardTraining:
        return launch_on<Schedule>(call, ForwardTraining<S>{training_arrays_of<S>(call)},
                                   kForwardRoles);
      case Pass::kInference:
        return launch_inference(call);
      case Pass::kBackward:
      case Pass::kBackwardInference:
        return launch_on<Schedule>(call, backward_of<S>(call), kBackwardRoles);
    }
  });
}

}  // namespace normaudit::cuda::NORMAUDIT_TARGET
