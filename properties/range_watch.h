#pragma once
// Whether a run's intermediate results stayed in the normal range, by IEEE 754's own flags: a
// scaling by a power of two is exact exactly as long as they did. IEEE 754-2019 sections 7.4, 7.5.

#include "core/run.h"

namespace normaudit::properties {

/// Watches the calling thread's operations from its making on.
class RangeWatch {
 public:
  RangeWatch();
  /// No operation has overflowed or lost bits to underflow. Narrowing to 16 bits is software,
  /// which no flag shows.
  bool stayed_normal() const;
};

/// 0, or a number that the format, rounding to it, holds in its normal range.
bool is_normal_or_zero(Dtype dtype, double value);

struct WatchedRun {
  Run run;
  /// The watch saw nothing, and every number that came out is normal or 0.
  bool normal = true;
};

/// The backend is known to support the problem.
WatchedRun run_watched(const Backend& backend, const Problem& problem, const Tensors& inputs);

}  // namespace normaudit::properties
