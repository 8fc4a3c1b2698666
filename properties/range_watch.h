#pragma once
// Whether a run's intermediate results stayed in the normal range, by IEEE 754's own flags: a
// scaling by a power of two is exact exactly as long as they did. IEEE 754-2019 sections 7.4, 7.5.

#include <cfenv>
#include <cmath>

#include "core/run.h"

namespace normaudit::properties {

struct WatchedRun {
  Run run;
  /// True where no operation of the calling thread overflowed or lost bits to underflow, and no
  /// number that came out lies below its format's normal range.
  bool normal = true;
};

inline bool is_normal_or_zero(const Tensor& array, std::int64_t i) {
  const double size = std::fabs(array.get(i));
  return size == 0 ||
         (std::isfinite(size) && size >= std::ldexp(1.0, format_of(array.dtype()).min_exponent));
}

/// The backend is known to support the problem. Narrowing to 16 bits is software, which no flag
/// shows: hence the look at the outputs.
inline WatchedRun run_watched(const Backend& backend, const Problem& problem,
                              const Tensors& inputs) {
  std::feclearexcept(FE_ALL_EXCEPT);
  WatchedRun result{.run = run_backend(backend, problem, inputs)};
  result.normal = std::fetestexcept(FE_UNDERFLOW | FE_OVERFLOW) == 0;
  for (const auto& [role, array] : result.run.outputs.arrays) {
    for (std::int64_t i = 0; i < array.count() && result.normal; ++i) {
      result.normal = is_normal_or_zero(array, i);
    }
  }
  return result;
}

}  // namespace normaudit::properties
