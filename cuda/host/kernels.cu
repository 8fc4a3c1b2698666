// Backends of kernels: upload, launch, download.
#include <cfenv>

#include "core/backend.h"
#include "cuda/host/geometry.h"
#include "cuda/host/kernels.h"

namespace normaudit::cuda::NORMAUDIT_TARGET {
namespace {

#if defined(__CUDACC__)
constexpr const char* kPrefix = "cuda_";
#else
constexpr const char* kPrefix = "simt_";
#endif

void run(const Kernels& kernels, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  DeviceArrays arrays(inputs, outputs);
  Scratch scratch;
  kernels.launch({problem, inputs.num_batches_tracked, arrays, scratch});
  arrays.download();
#if defined(__CUDACC__)
  // A device has no flags that would tell: nothing may be concluded from their absence.
  std::feraiseexcept(FE_UNDERFLOW | FE_OVERFLOW);
#endif
  if (problem.pass == Pass::kForwardTraining && outputs.has(Role::kRunningMean)) {
    outputs.num_batches_tracked = inputs.num_batches_tracked + 1;
  }
}

}  // namespace

std::string unsupported_by(const Kernels& kernels, const Problem& problem) {
  // One after the other: without a device the kernels' own question would throw.
  if (std::string reason = unavailable(); !reason.empty()) return reason;
  if (std::string reason = unsupported_shape(problem); !reason.empty()) return reason;
  return kernels.supports ? kernels.supports(problem) : std::string();
}

bool register_kernels(const Kernels& kernels) {
  Backend backend{
      .name = kPrefix + kernels.name,
      .sentence = kernels.sentence,
      .source = kernels.source,
      .contract = kernels.contract,
      .supports = [kernels](const Problem& problem) { return unsupported_by(kernels, problem); },
      .run = [kernels](const Problem& problem, const Tensors& inputs,
                       Tensors& outputs) { run(kernels, problem, inputs, outputs); },
  };
#if !defined(__CUDACC__) && !NORMAUDIT_HAS_NVCC
  Backend absent = backend;
  absent.name = "cuda_" + kernels.name;
  absent.supports = [](const Problem&) { return std::string("built without nvcc"); };
  register_entry(absent);
#endif
  return register_entry(backend) && register_entry(kernels);
}

}  // namespace normaudit::cuda::NORMAUDIT_TARGET
