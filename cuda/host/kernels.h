#pragma once
// Kernels on the host's side: what launches a pass on arrays that are already on the device, and
// how a backend is made of that.

#include <cstdint>
#include <functional>
#include <string>

#include "core/contract.h"
#include "core/problem.h"
#include "cuda/gpu.h"
#include "cuda/host/device_arrays.h"
#include "cuda/host/scratch.h"

namespace normaudit::cuda::NORMAUDIT_TARGET {

/// One pass on arrays in device memory. Asynchronous where the device is.
struct Call {
  const Problem& problem;
  std::int64_t num_batches_tracked = 0;  ///< before this one
  const DeviceArrays& arrays;
  Scratch& scratch;
};

struct Kernels {
  std::string name;  ///< without the target: "split"
  std::string sentence;
  std::string source;
  NumericContract contract;
  /// Why these kernels do not take what others do, or empty; no function: they take it all.
  std::function<std::string(const Problem&)> supports = {};
  std::function<void(const Call&)> launch;
};

/// Why these kernels cannot run the problem on this target, now; empty where they can.
std::string unsupported_by(const Kernels& kernels, const Problem& problem);

/// Makes the backend of these kernels on this target: simt_NAME or cuda_NAME. A build without nvcc
/// has cuda_NAME too, which supports nothing.
bool register_kernels(const Kernels& kernels);

}  // namespace normaudit::cuda::NORMAUDIT_TARGET
