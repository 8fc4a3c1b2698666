#pragma once
// The host's side: launches, buffers, and the machine the executor stands for.

#include <cstddef>
#include <memory>
#include <string>
#include <type_traits>

#include "cuda/gpu_error.h"
#include "cuda/simt/vectors.h"

namespace normaudit::cuda::simt {

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

/// A kernel with its arguments, called once by every CUDA thread.
struct Body {
  void (*call)(void*) = nullptr;
  void* closure = nullptr;
};

/// Runs the grid on this OS thread; throws GpuError for what a chip would refuse and for what the
/// executor finds.
void run_grid(const Launch& launch, const Body& body);

int resident_blocks(const Launch& launch);

/// Every thread gets its own copy of the arguments, as on a device.
template <class... P, class... A>
void launch(const Launch& config, void (*kernel)(P...), A... arguments) {
  auto closure = [&] { kernel(static_cast<P>(arguments)...); };
  run_grid(config, {.call = [](void* self) { (*static_cast<decltype(closure)*>(self))(); },
                    .closure = &closure});
}

/// The blocks of this launch that fit on the machine at once, in whole clusters; 0 where none does.
template <class... P>
int resident_blocks(void (*)(P...), const Launch& config) {
  return resident_blocks(config);
}

/// Launches are synchronous here: nothing is left to wait for.
inline void synchronize() {}

/// Why no kernel can run here: the executor always can.
inline std::string unavailable() { return {}; }

Machine machine();

/// Memory of the device. Starts all ones, which is NaN in every format.
class Buffer {
 public:
  explicit Buffer(std::size_t bytes);
  void upload(const void* source, std::size_t bytes);
  void download(void* target, std::size_t bytes) const;
  void* data() const { return memory_.get(); }
  std::size_t size() const { return size_; }

 private:
  struct Free {
    void operator()(std::byte* memory) const;
  };
  std::unique_ptr<std::byte, Free> memory_;
  std::size_t size_ = 0;
};

}  // namespace normaudit::cuda::simt
