#pragma once
// Every kernel once, small enough for sanitizers: blocks of 64 threads, but several warps, slices,
// tiles of columns and channels to a block, apart and in place.

#include <functional>
#include <string>
#include <vector>

namespace normaudit::cuda::simt {

struct KernelCase {
  std::string name;
  /// Every number that it leaves; throws GpuError for what the executor finds.
  std::function<std::vector<float>()> run;
};

std::vector<KernelCase> every_kernel();

}  // namespace normaudit::cuda::simt
