#pragma once
// A block's shared memory: dynamic, then the static objects, each between red zones that ASan
// poisons and that are compared at the block's end; all ones (NaN) until written.

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "cuda/gpu_error.h"

namespace normaudit::cuda::simt {

inline constexpr std::size_t kRedZone = 64;

/// Where an object lies, in every block of the grid alike.
struct SharedPlace {
  const void* key = nullptr;  ///< null: dynamic shared memory
  std::size_t offset = 0;
  std::size_t bytes = 0;
};

struct SharedLayout {
  std::vector<SharedPlace> places;
  std::size_t end = 0;           ///< of the last red zone
  std::size_t static_bytes = 0;  ///< without red zones
};

/// The memory for it, of one block; throws GpuError where there is none.
class Arena {
 public:
  void allocate(std::size_t bytes) {
    memory_.reset(static_cast<std::byte*>(std::aligned_alloc(kRedZone, bytes)));
    if (!memory_) {
      throw GpuError("the executor has no memory for the " + std::to_string(bytes) +
                     " bytes of a block's shared memory");
    }
    size_ = bytes;
  }
  std::byte* data() const { return memory_.get(); }
  std::size_t size() const { return size_; }

 private:
  struct Free {
    void operator()(std::byte* memory) const { std::free(memory); }
  };
  std::unique_ptr<std::byte, Free> memory_;
  std::size_t size_ = 0;
};

}  // namespace normaudit::cuda::simt
