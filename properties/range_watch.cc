// Reading the floating-point flags.
#include "properties/range_watch.h"

#include <cfenv>
#include <cmath>

namespace normaudit::properties {

RangeWatch::RangeWatch() { std::feclearexcept(FE_ALL_EXCEPT); }

bool RangeWatch::stayed_normal() const {
  return std::fetestexcept(FE_UNDERFLOW | FE_OVERFLOW) == 0;
}

bool is_normal_or_zero(Dtype dtype, double value) {
  const double size = std::fabs(value);
  return size == 0 || (size >= std::ldexp(1.0, format_of(dtype).min_exponent) &&
                       is_finite(dtype, narrow(dtype, size)));
}

WatchedRun run_watched(const Backend& backend, const Problem& problem, const Tensors& inputs) {
  const RangeWatch watch;
  WatchedRun result{.run = run_backend(backend, problem, inputs)};
  result.normal = watch.stayed_normal();
  for (const auto& [role, array] : result.run.outputs.arrays) {
    for (std::int64_t i = 0; i < array.count() && result.normal; ++i) {
      result.normal = is_normal_or_zero(array.dtype(), array.get(i));
    }
  }
  return result;
}

}  // namespace normaudit::properties
