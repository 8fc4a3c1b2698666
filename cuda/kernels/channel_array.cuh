#pragma once
// One number per channel, in a format known only at run time: parameters and statistics are few, so
// that their format need not double every kernel.

#include <cstdint>

#include "core/dtype.h"
#include "cuda/kernels/storage.cuh"

namespace normaudit::cuda::NORMAUDIT_TARGET {

/// Null where the call has no such array. Number, the format of the operations, holds what is
/// loaded exactly.
struct ChannelArray {
  void* data = nullptr;
  Dtype dtype = Dtype::kFloat32;

  __device__ bool has() const { return data != nullptr; }

  template <class Number>
  __device__ Number load(std::int64_t channel) const {
    switch (dtype) {
      case Dtype::kFloat64:
        return static_cast<Number>(static_cast<const double*>(data)[channel]);
      case Dtype::kFloat32:
        return static_cast<Number>(static_cast<const float*>(data)[channel]);
      case Dtype::kFloat16:
        return widen(static_cast<const Half*>(data)[channel]);
      case Dtype::kBfloat16:
        break;
    }
    return widen(static_cast<const Bfloat*>(data)[channel]);
  }

  /// Does nothing where there is no array.
  template <class Number>
  __device__ void store(std::int64_t channel, Number value) const {
    if (!has()) return;
    switch (dtype) {
      case Dtype::kFloat64:
        static_cast<double*>(data)[channel] = static_cast<double>(value);
        return;
      case Dtype::kFloat32:
        static_cast<float*>(data)[channel] = static_cast<float>(value);
        return;
      case Dtype::kFloat16:
      case Dtype::kBfloat16:
        break;
    }
    // Short formats are rounded from float32 alone: supports() refuses them beside float64.
    if constexpr (sizeof(Number) == sizeof(float)) {
      if (dtype == Dtype::kFloat16) {
        static_cast<Half*>(data)[channel] = narrow<Half>(value);
      } else {
        static_cast<Bfloat*>(data)[channel] = narrow<Bfloat>(value);
      }
    }
  }
};

}  // namespace normaudit::cuda::NORMAUDIT_TARGET
