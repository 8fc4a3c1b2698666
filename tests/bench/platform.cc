// What timing needs, over the SIMT executor: a clock of the host and a cache of toy size.
#include "bench/gpu/platform.h"

#include <chrono>
#include <cstring>

namespace normaudit::cuda::NORMAUDIT_TARGET::timing {

Elapsed elapsed(const std::function<void()>& enqueue) {
  const auto start = std::chrono::steady_clock::now();
  enqueue();
  const std::chrono::duration<double, std::micro> time = std::chrono::steady_clock::now() - start;
  return {.device_us = time.count(), .host_us = time.count(), .is_late = true};
}

void copy_by_runtime(const Bytes& bytes) { std::memcpy(bytes.to, bytes.from, bytes.count); }

std::int64_t cache_bytes() { return 1 << 14; }

std::int64_t ceiling_array_bytes() { return 1 << 16; }

normaudit::bench::Facts facts() { return {{"gpu", "the SIMT executor"}}; }

}  // namespace normaudit::cuda::NORMAUDIT_TARGET::timing
