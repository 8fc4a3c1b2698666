#pragma once
// What the memory gives when nothing is computed.

#include "bench/gpu/runner.h"
#include "cuda/gpu.h"

namespace normaudit::cuda::NORMAUDIT_TARGET::timing {

/// Arrays are much larger than the cache; medians of several samples each.
normaudit::bench::Ceiling measure_ceiling();

}  // namespace normaudit::cuda::NORMAUDIT_TARGET::timing
