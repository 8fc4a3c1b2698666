#pragma once
// A worked example: a problem whose inputs are known to the digits they were printed with, and the
// printed outputs to be explained.

#include <cstdint>
#include <map>
#include <vector>

#include "core/problem.h"
#include "golden/published/interval.h"
#include "golden/published/printed_tensor.h"

namespace normaudit::golden {

/// Of each input array the numbers of its format that it may hold, in logical order.
using Box = std::map<Role, std::vector<Range>>;

struct WorkedExample {
  Problem problem;
  Box inputs;
  /// In logical order; shorter than the array where the page ends before it does.
  std::map<Role, std::vector<PrintedNumber>> outputs;
};

/// One channel as an example of its own: no channel of batch_norm sees another.
WorkedExample channel_of(const WorkedExample& example, std::int64_t channel);

/// The same inputs with one output array alone.
WorkedExample with_output(const WorkedExample& example, Role role);

/// Intervals that hold every exact output of every input in the box, for an example of one channel:
/// the formulas of docs/design.md section 4. Knows y, the batch and the running statistics, dweight
/// and dbias; throws std::invalid_argument for dx.
std::map<Role, std::vector<Interval>> enclose(const WorkedExample& example, const Box& box);

}  // namespace normaudit::golden
