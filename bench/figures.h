#pragma once
// The arithmetic that the benchmarks of kernels share: byte floors, medians and rates.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/problem.h"

namespace normaudit::bench {

/// What any kernel must move: every data tensor of the pass once. Numbers per channel are left out.
inline std::int64_t floor_bytes(const Problem& problem) {
  const std::int64_t tensors = is_backward(problem.pass) ? 3 : 2;
  return tensors * problem.shape.count() * static_cast<std::int64_t>(size_in_bytes(problem.dtype));
}

/// The middle one, or the mean of the two middle ones. There is at least one.
inline double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

/// Bytes per microsecond as 10^9 bytes per second.
constexpr double gigabytes_per_second(double bytes, double us) { return bytes / us / 1e3; }

}  // namespace normaudit::bench
