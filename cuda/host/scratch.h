#pragma once
// Device memory that a schedule needs for itself, kept from one launch to the next.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "cuda/gpu.h"

namespace normaudit::cuda::NORMAUDIT_TARGET {

class Scratch {
 public:
  /// `count` objects that keep what the same place of the last round left; a new place is all NaN.
  template <class T>
  T* take(std::int64_t count) {
    return static_cast<T*>(take_bytes(static_cast<std::size_t>(count) * sizeof(T)));
  }
  /// Starts the next round: the same requests get the same memory.
  void rewind() { taken_ = 0; }

 private:
  void* take_bytes(std::size_t bytes);

  std::vector<Buffer> buffers_;
  std::size_t taken_ = 0;
};

}  // namespace normaudit::cuda::NORMAUDIT_TARGET
