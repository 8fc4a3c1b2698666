#pragma once
// The names of cuda/gpu.h over the CUDA runtime, for nvcc; cuda/simt/gpu.h is its twin.

#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <cuda_runtime.h>

#include "cuda/device/host.cuh"
#include "cuda/device/synchronization.cuh"

namespace normaudit::cuda::device {

/// Lets a macro declare arrays: SharedType<float[32]>::type name.
template <class T>
struct SharedType {
  using type = T;
};

}  // namespace normaudit::cuda::device

#define NORMAUDIT_SHARED(T, name) \
  __shared__ typename ::normaudit::cuda::device::SharedType<T>::type name
#define NORMAUDIT_DYNAMIC_SHARED(T, name)                                   \
  extern __shared__ __align__(16) unsigned char normaudit_dynamic_shared[]; \
  T* name = reinterpret_cast<T*>(normaudit_dynamic_shared)
#define NORMAUDIT_UNROLL _Pragma("unroll")
