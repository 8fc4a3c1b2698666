#pragma once
// What timing needs of a machine beyond the API of kernels: a clock on the device, the runtime's
// own copy, and facts for the record. platform.cu has it for a GPU, tests/bench for the executor.

#include <cstddef>
#include <cstdint>
#include <functional>

#include "bench/gpu/runner.h"
#include "cuda/gpu.h"

namespace normaudit::cuda::NORMAUDIT_TARGET::timing {

struct Elapsed {
  double device_us = 0;
  double host_us = 0;    ///< until all was enqueued
  bool is_late = false;  ///< some was not queued before the first could start
};

/// The device's time for what `enqueue` launches, all of which is queued before the first of it may
/// start: the host's own time does not show.
Elapsed elapsed(const std::function<void()>& enqueue);

struct Bytes {
  void* to = nullptr;
  const void* from = nullptr;
  std::size_t count = 0;
};
/// Within device memory, by the runtime; asynchronous.
void copy_by_runtime(const Bytes& bytes);

std::int64_t cache_bytes();          ///< of the last level
std::int64_t ceiling_array_bytes();  ///< of each array that the ceiling is measured on
normaudit::bench::Facts facts();

}  // namespace normaudit::cuda::NORMAUDIT_TARGET::timing
