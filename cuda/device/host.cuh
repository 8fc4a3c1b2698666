#pragma once
// Launches, buffers and questions about the machine, over the CUDA runtime; errors are GpuErrors of
// one sentence.

#include <cuda_runtime.h>

#include <array>
#include <cstddef>
#include <string>
#include <tuple>
#include <utility>

#include "cuda/gpu_error.h"

namespace normaudit::cuda::device {

using cuda::GpuError;
using cuda::Machine;

struct Launch {
  dim3 grid{};
  dim3 block{};
  std::size_t shared_bytes = 0;  ///< dynamic, per block
  unsigned cluster = 1;          ///< blocks of a cluster, along x
  bool cooperative = false;      ///< all blocks resident at once; grid_sync is allowed
  const char* name = "kernel";
};

inline void check(cudaError_t error, const std::string& what) {
  if (error == cudaSuccess) return;
  static_cast<void>(cudaGetLastError());  // the next call's error is its own
  throw GpuError(what + ": " + cudaGetErrorString(error));
}

inline int attribute(cudaDeviceAttr which) {
  int device = 0;
  check(cudaGetDevice(&device), "there is no current device");
  int value = 0;
  check(cudaDeviceGetAttribute(&value, which, device), "the device does not say what it is");
  return value;
}

/// A launch in the runtime's terms; not movable, since the configuration points into it.
class Configuration {
 public:
  Configuration(const Launch& launch, const void* kernel) : name_(launch.name) {
    allow(launch, kernel);
    config_.gridDim = launch.grid;
    config_.blockDim = launch.block;
    config_.dynamicSmemBytes = launch.shared_bytes;
    config_.attrs = attributes_.data();
    if (launch.cluster != 1) {
      cudaLaunchAttribute& attribute = attributes_[config_.numAttrs++];
      attribute.id = cudaLaunchAttributeClusterDimension;
      attribute.val.clusterDim = {launch.cluster, 1, 1};
    }
    if (launch.cooperative) {
      cudaLaunchAttribute& attribute = attributes_[config_.numAttrs++];
      attribute.id = cudaLaunchAttributeCooperative;
      attribute.val.cooperative = 1;
    }
  }
  Configuration(const Configuration&) = delete;
  Configuration& operator=(const Configuration&) = delete;

  const cudaLaunchConfig_t& get() const { return config_; }
  std::string refusal() const { return name_ + " cannot be launched"; }

 private:
  /// A kernel must opt in to more than 48 KB of shared memory and to clusters above 8 blocks.
  void allow(const Launch& launch, const void* kernel) const {
    if (launch.shared_bytes > 0) {
      // Always as much as there is: the setting belongs to the kernel, and another host thread may
      // be about to launch it with more than this launch needs.
      cudaFuncAttributes facts{};
      check(cudaFuncGetAttributes(&facts, kernel), refusal());
      const int most = attribute(cudaDevAttrMaxSharedMemoryPerBlockOptin);
      check(cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize,
                                 most - static_cast<int>(facts.sharedSizeBytes)),
            refusal());
    }
    if (launch.cluster > 8) {
      check(cudaFuncSetAttribute(kernel, cudaFuncAttributeNonPortableClusterSizeAllowed, 1),
            refusal());
    }
  }

  std::string name_;
  std::array<cudaLaunchAttribute, 2> attributes_{};
  cudaLaunchConfig_t config_{};
};

/// Asynchronous: what goes wrong while it runs is thrown by synchronize().
template <class... P, class... A>
void launch(const Launch& config, void (*kernel)(P...), A... arguments) {
  const auto* const function = reinterpret_cast<const void*>(kernel);
  const Configuration configuration(config, function);
  std::tuple<P...> values{static_cast<P>(arguments)...};
  auto pointers = std::apply(
      [](auto&... value) {
        return std::array<void*, sizeof...(P) + 1>{&value..., nullptr};
      },
      values);
  check(cudaLaunchKernelExC(&configuration.get(), function, pointers.data()),
        configuration.refusal());
}

inline void synchronize() { check(cudaDeviceSynchronize(), "the device failed"); }

/// Why no kernel can run here; empty where one can.
inline std::string unavailable() {
  int driver = 0;
  if (cudaDriverGetVersion(&driver) != cudaSuccess || driver == 0) return "no driver";
  int count = 0;  // the call leaves it untouched when it fails
  const cudaError_t error = cudaGetDeviceCount(&count);
  static_cast<void>(cudaGetLastError());
  if (error == cudaErrorInsufficientDriver) return "driver too old";
  if (error == cudaErrorNoDevice || (error == cudaSuccess && count == 0)) return "no device";
  if (error != cudaSuccess) return cudaGetErrorString(error);
  try {
    const int major = attribute(cudaDevAttrComputeCapabilityMajor);
    const int minor = attribute(cudaDevAttrComputeCapabilityMinor);
    if (major >= 8) return {};
    return "compute capability " + std::to_string(major) + "." + std::to_string(minor) +
           " is below 8.0";
  } catch (const GpuError& failure) {
    return failure.what();
  }
}

inline Machine machine() {
  const bool clusters = attribute(cudaDevAttrClusterLaunch) != 0;
  // 16 blocks, not portable, on the data-center chips of 9.0 and 10.x; elsewhere the portable 8.
  const int major = attribute(cudaDevAttrComputeCapabilityMajor);
  const unsigned largest = major == 9 || major == 10 ? 16 : 8;
  return {.multiprocessors = attribute(cudaDevAttrMultiProcessorCount),
          .shared_bytes_per_block =
              static_cast<std::size_t>(attribute(cudaDevAttrMaxSharedMemoryPerBlockOptin)),
          .has_clusters = clusters,
          .largest_cluster = clusters ? largest : 1};
}

/// The blocks of this launch that fit on the machine at once, in whole clusters; 0 where none does.
template <class... P>
int resident_blocks(void (*kernel)(P...), const Launch& config) {
  const auto* const function = reinterpret_cast<const void*>(kernel);
  const Configuration configuration(config, function);
  int number = 0;
  if (config.cluster > 1) {
    check(cudaOccupancyMaxActiveClusters(&number, function, &configuration.get()),
          configuration.refusal());
    return number * static_cast<int>(config.cluster);
  }
  const unsigned threads = config.block.x * config.block.y * config.block.z;
  check(cudaOccupancyMaxActiveBlocksPerMultiprocessor(&number, function, static_cast<int>(threads),
                                                      config.shared_bytes),
        configuration.refusal());
  return number * attribute(cudaDevAttrMultiProcessorCount);
}

/// Memory of the device. Starts all ones, which is NaN in every format.
class Buffer {
 public:
  explicit Buffer(std::size_t bytes) : size_(bytes) {
    check(cudaMalloc(&memory_, bytes), "no device memory for " + std::to_string(bytes) + " bytes");
    if (bytes == 0) return;
    const cudaError_t filled = cudaMemset(memory_, 0xff, bytes);
    if (filled != cudaSuccess) static_cast<void>(cudaFree(memory_));  // no destructor follows
    check(filled, "a buffer cannot be filled");
  }
  Buffer(Buffer&& other) noexcept
      : memory_(std::exchange(other.memory_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  Buffer& operator=(Buffer&& other) noexcept {
    std::swap(memory_, other.memory_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~Buffer() { static_cast<void>(cudaFree(memory_)); }

  void upload(const void* source, std::size_t bytes) {
    if (bytes > size_) throw GpuError("an upload is larger than its buffer");
    check(cudaMemcpy(memory_, source, bytes, cudaMemcpyHostToDevice), "an upload failed");
  }
  void download(void* target, std::size_t bytes) const {
    if (bytes > size_) throw GpuError("a download is larger than its buffer");
    check(cudaMemcpy(target, memory_, bytes, cudaMemcpyDeviceToHost), "a download failed");
  }
  void* data() const { return memory_; }
  std::size_t size() const { return size_; }

 private:
  void* memory_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace normaudit::cuda::device
