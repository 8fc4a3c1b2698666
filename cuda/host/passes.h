#pragma once
// A call's passes with their arrays and scalars, and the storage format as a type.

#include "cuda/host/geometry.h"
#include "cuda/host/kernels.h"
#include "cuda/kernels/backward.cuh"
#include "cuda/kernels/training_arrays.cuh"

namespace normaudit::cuda::NORMAUDIT_TARGET {

/// visit.operator()<S>() with the type of the numbers' storage.
template <class Visit>
void visit_storage(Dtype dtype, Visit visit) {
  switch (dtype) {
    case Dtype::kFloat64:
      return visit.template operator()<double>();
    case Dtype::kFloat32:
      return visit.template operator()<float>();
    case Dtype::kFloat16:
      return visit.template operator()<Half>();
    case Dtype::kBfloat16:
      return visit.template operator()<Bfloat>();
  }
}

template <class S>
TrainingArrays<S> training_arrays_of(const Call& call) {
  using Number = NumberOf<S>;
  const auto& momentum = call.problem.momentum;
  const DeviceArrays& arrays = call.arrays;
  return {.weight = arrays.channels(Role::kWeight),
          .bias = arrays.channels(Role::kBias),
          .running_mean = arrays.channels(Role::kRunningMean),
          .running_var = arrays.channels(Role::kRunningVar),
          .save_mean = arrays.channels(Role::kSaveMean),
          .save_var = arrays.channels(Role::kSaveVar),
          .save_invstd = arrays.channels(Role::kSaveInvstd),
          .eps = static_cast<Number>(call.problem.eps),
          .momentum = momentum ? static_cast<Number>(*momentum)
                               : Number{1} / static_cast<Number>(call.num_batches_tracked + 1)};
}

template <class S>
Backward<S> backward_of(const Call& call) {
  const bool batch = call.problem.pass == Pass::kBackward;
  const DeviceArrays& arrays = call.arrays;
  return {.weight = arrays.channels(Role::kWeight),
          .dweight = arrays.channels(Role::kDweight),
          .dbias = arrays.channels(Role::kDbias),
          .mean = arrays.channels(batch ? Role::kSaveMean : Role::kRunningMean),
          .spread = arrays.channels(batch ? Role::kSaveInvstd : Role::kRunningVar),
          .batch_statistics = batch,
          .eps = static_cast<NumberOf<S>>(call.problem.eps),
          .numbers = geometry_of(arrays.map(Role::kX)).numbers()};
}

/// The data arrays of a pass in the order in which its kernels take them; no output where none is
/// wanted.
struct DataRoles {
  Role inputs[2];
  Role output;
};
inline constexpr DataRoles kForwardRoles{{Role::kX, Role::kX}, Role::kY};
inline constexpr DataRoles kBackwardRoles{{Role::kX, Role::kDy}, Role::kDx};

}  // namespace normaudit::cuda::NORMAUDIT_TARGET
