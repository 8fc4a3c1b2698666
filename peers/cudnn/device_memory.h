#pragma once
// Memory of the device for calls of a peer; errors are std::runtime_errors of one sentence.

#if NORMAUDIT_HAS_CUDNN

#include <cuda_runtime.h>

#include <cstddef>
#include <stdexcept>
#include <string>
#include <utility>

namespace normaudit::peers::cudnn {

inline void check(cudaError_t error, const char* what) {
  if (error == cudaSuccess) return;
  static_cast<void>(cudaGetLastError());
  throw std::runtime_error(std::string(what) + ": " + cudaGetErrorString(error));
}

/// Starts all zero; null where it has no bytes.
class DeviceMemory {
 public:
  explicit DeviceMemory(std::size_t bytes) {
    if (bytes == 0) return;
    check(cudaMalloc(&data_, bytes), "no device memory");
    check(cudaMemset(data_, 0, bytes), "device memory cannot be cleared");
  }
  DeviceMemory(DeviceMemory&& other) noexcept : data_(std::exchange(other.data_, nullptr)) {}
  DeviceMemory& operator=(DeviceMemory&&) = delete;
  ~DeviceMemory() { static_cast<void>(cudaFree(data_)); }

  void upload(const void* from, std::size_t bytes) {
    check(cudaMemcpy(data_, from, bytes, cudaMemcpyHostToDevice), "an upload failed");
  }
  void download(void* to, std::size_t bytes) const {
    check(cudaMemcpy(to, data_, bytes, cudaMemcpyDeviceToHost), "a download failed");
  }
  void* data() const { return data_; }

 private:
  void* data_ = nullptr;
};

}  // namespace normaudit::peers::cudnn

#endif
