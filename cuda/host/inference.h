#pragma once
// Inference is the same stream for every backend.

#include "cuda/host/kernels.h"

namespace normaudit::cuda::NORMAUDIT_TARGET {

void launch_inference(const Call& call);

}  // namespace normaudit::cuda::NORMAUDIT_TARGET
