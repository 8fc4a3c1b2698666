#pragma once
// The machine's own limits, measured before anything else: how fast it reads and copies arrays of
// every size, and what follows for its caches.

#include <cstdint>
#include <vector>

#include "bench/cpu/cases.h"

namespace normaudit::bench::cpu {

/// On one thread, 10^9 bytes per second, read and written bytes together.
struct Bandwidth {
  std::int64_t bytes = 0;  ///< touched: by a copy half of them read
  double read = 0;
  double stream = 0;         ///< y = a*x + b, ordinary stores
  double stream_around = 0;  ///< stores around caches
};

struct Machine {
  int cores = 1;
  CacheSizes told;      ///< by the system; of a shared cache that is not one core's share
  CacheSizes measured;  ///< by measured_caches
  std::vector<Bandwidth> bandwidths;
};

/// The largest array that is read nearer to the speed of 256 KiB than to that of 4 MiB, and nearer
/// to that of 4 MiB than to that of the largest; nearer by ratio.
CacheSizes measured_caches(const std::vector<Bandwidth>& bandwidths);

Machine measure_machine();

}  // namespace normaudit::bench::cpu
