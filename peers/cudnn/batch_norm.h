#pragma once
// cuDNN's batch normalization on arrays in device memory: the legacy Ex calls, which PyTorch makes
// too. No header of cuDNN is needed to include this.

#include <memory>
#include <string>

#include "core/problem.h"

namespace normaudit::peers::cudnn {

/// cuDNN's two algorithms for statistics per channel.
enum class Mode : std::uint8_t { kSpatial, kSpatialPersistent };

/// In device memory, dense, all there but the running statistics, which may both be null. A pass
/// uses its own alone.
struct Arrays {
  const void* x = nullptr;
  const void* dy = nullptr;
  const void* weight = nullptr;
  const void* bias = nullptr;
  void* y = nullptr;
  void* dx = nullptr;
  void* dweight = nullptr;
  void* dbias = nullptr;
  void* running_mean = nullptr;
  void* running_var = nullptr;
  void* save_mean = nullptr;
  void* save_invstd = nullptr;
};

/// "9.19.0", or empty where there is none.
std::string version();

/// Why cuDNN cannot compute the problem, or empty: it is asked for its workspace and then to
/// compute a problem of zeros, for no list of what it supports is published.
std::string unsupported(const Problem& problem, Mode mode);

/// One pass with its descriptors and workspace. Only for what unsupported() takes.
class BatchNorm {
 public:
  BatchNorm(const Problem& problem, Mode mode);
  ~BatchNorm();
  BatchNorm(const BatchNorm&) = delete;
  BatchNorm& operator=(const BatchNorm&) = delete;

  /// Before the first backward pass on this x: some algorithms keep notes of their forward pass.
  void prepare(const Arrays& arrays);
  /// Asynchronous. Throws std::runtime_error.
  void run(const Arrays& arrays);

 private:
  class Plan;
  std::unique_ptr<Plan> plan_;
};

}  // namespace normaudit::peers::cudnn
