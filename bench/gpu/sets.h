#pragma once
// Sets of arrays of one problem in device memory, filled there: a contender goes round them, so
// that none finds its input in the cache.

#include <optional>
#include <vector>

#include "bench/gpu/numbers.cuh"
#include "bench/gpu/runner.h"
#include "cuda/host/device_arrays.h"
#include "cuda/host/kernels.h"

namespace normaudit::cuda::NORMAUDIT_TARGET::timing {

/// One allocation, handed out in order; kept from one problem to the next.
class Arena {
 public:
  /// Takes everything back, and makes room.
  void start(std::int64_t bytes);
  void* take(std::int64_t bytes);

 private:
  std::optional<Buffer> buffer_;
  std::size_t used_ = 0;
};

class Sets {
 public:
  /// The arrays of the problem's passes as often as the cache asks; `arena` is this object's alone.
  Sets(const Problem& problem, Arena& arena);

  const Problem& problem() const { return problem_; }
  int count() const { return static_cast<int>(sets_.size()); }
  const DeviceArrays& operator[](int set) const { return sets_[static_cast<std::size_t>(set)]; }
  /// Which set comes next in the round.
  int next();

  /// Set 0 as it was, its outputs NaN.
  void reset();
  /// Keeps the outputs of set 0 as the yardstick.
  void keep_yardstick();
  /// These outputs of set 0 beside the yardstick's.
  normaudit::bench::Agreement agreement(const std::vector<Role>& roles) const;

 private:
  void fill_inputs(const DeviceArrays& arrays);

  Problem problem_;
  std::vector<DeviceArrays> sets_;
  std::optional<DeviceArrays> yardstick_;                   // outputs alone
  Buffer differences_{kNumberBlocks * sizeof(Difference)};  // of a comparison's blocks
  int next_ = 0;
};

/// The data tensor among a pass's outputs.
Role data_output(const Problem& problem);

}  // namespace normaudit::cuda::NORMAUDIT_TARGET::timing
