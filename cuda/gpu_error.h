#pragma once
// What both targets of cuda/gpu.h share: the one exception they throw, and what a machine offers.

#include <cstddef>
#include <stdexcept>

namespace normaudit::cuda {

/// What the GPU, its runtime or the executor refused or found wrong, in one sentence.
struct GpuError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The machine kernels run on, as far as launch code asks.
struct Machine {
  int multiprocessors = 0;
  std::size_t shared_bytes_per_block = 0;  ///< static and dynamic together, after opting in
  bool has_clusters = false;
  unsigned largest_cluster = 1;
};

}  // namespace normaudit::cuda
