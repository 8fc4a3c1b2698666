// The clock, the copy and the facts of a CUDA device.
#include <chrono>
#include <fstream>

#include "bench/gpu/platform.h"

namespace normaudit::cuda::NORMAUDIT_TARGET::timing {
namespace {

using Clock = std::chrono::steady_clock;

double us_since(Clock::time_point start) {
  return std::chrono::duration<double, std::micro>(Clock::now() - start).count();
}

/// Keeps the device busy while the host enqueues.
__global__ void spin(long long cycles) {
  const long long start = clock64();
  while (clock64() - start < cycles) {
  }
}

class Event {
 public:
  Event() { check(cudaEventCreate(&event_), "no event can be made"); }
  ~Event() { static_cast<void>(cudaEventDestroy(event_)); }
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  void record() { check(cudaEventRecord(event_), "an event cannot be recorded"); }
  double us_since(const Event& start) const {
    float milliseconds = 0;
    check(cudaEventElapsedTime(&milliseconds, start.event_, event_), "no time between events");
    return static_cast<double>(milliseconds) * 1000;
  }

 private:
  cudaEvent_t event_ = nullptr;
};

std::string version_of(int number) {
  return std::to_string(number / 1000) + "." + std::to_string(number % 1000 / 10);
}

// "NVRM version: NVIDIA UNIX x86_64 Kernel Module  580.159.04  ..."
std::string kernel_driver() {
  std::ifstream file("/proc/driver/nvidia/version");
  for (std::string word; file >> word;) {
    if (word.find_first_not_of("0123456789.") == std::string::npos &&
        word.find('.') != std::string::npos) {
      return word;
    }
  }
  return "unknown";
}

}  // namespace

Elapsed elapsed(const std::function<void()>& enqueue) {
  constexpr double kMostHeadStart = 20000;
  static Event begin;
  static Event end;
  for (double head_start = 60;;) {
    synchronize();
    const double cycles = head_start * attribute(cudaDevAttrClockRate) / 1000;
    launch({.grid = 1, .block = 1, .name = "spin"}, spin, static_cast<long long>(cycles));
    const Clock::time_point start = Clock::now();
    begin.record();
    enqueue();
    end.record();
    const double host = us_since(start);
    synchronize();
    // The clock may run below its nominal rate, never above: the spin is no shorter than asked.
    if (host < head_start || head_start >= kMostHeadStart) {
      return {.device_us = end.us_since(begin), .host_us = host, .is_late = host >= head_start};
    }
    head_start = 2 * host;
  }
}

void copy_by_runtime(const Bytes& bytes) {
  check(cudaMemcpyAsync(bytes.to, bytes.from, bytes.count, cudaMemcpyDeviceToDevice),
        "a copy within the device failed");
}

std::int64_t cache_bytes() { return attribute(cudaDevAttrL2CacheSize); }

std::int64_t ceiling_array_bytes() { return std::int64_t{1} << 30; }

normaudit::bench::Facts facts() {
  int device = 0;
  check(cudaGetDevice(&device), "there is no current device");
  cudaDeviceProp chip{};
  check(cudaGetDeviceProperties(&chip, device), "the device does not say what it is");
  int driver = 0;
  int runtime = 0;
  check(cudaDriverGetVersion(&driver), "the driver does not say its version");
  check(cudaRuntimeGetVersion(&runtime), "the runtime does not say its version");
  const auto number = [](auto value) { return std::to_string(value); };
  return {
      {"gpu", chip.name},
      {"compute_capability", number(chip.major) + "." + number(chip.minor)},
      {"multiprocessors", number(chip.multiProcessorCount)},
      {"memory_bytes", number(chip.totalGlobalMem)},
      {"l2_bytes", number(chip.l2CacheSize)},
      {"shared_bytes_per_block", number(chip.sharedMemPerBlockOptin)},
      {"memory_bus_bits", number(chip.memoryBusWidth)},
      {"clock_khz", number(attribute(cudaDevAttrClockRate))},
      {"memory_clock_khz", number(attribute(cudaDevAttrMemoryClockRate))},
      {"driver", kernel_driver()},
      {"driver_cuda", version_of(driver)},
      {"runtime_cuda", version_of(runtime)},
      {"nvcc", number(__CUDACC_VER_MAJOR__) + "." + number(__CUDACC_VER_MINOR__) + "." +
                   number(__CUDACC_VER_BUILD__)},
  };
}

}  // namespace normaudit::cuda::NORMAUDIT_TARGET::timing
