// Half an ulp.
#include "verdict/rounding_bound.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/bits.h"

namespace normaudit::verdict {

double rounding_bound(Dtype dtype, double exact_high) {
  // z lies within one step of the double, which may be the next binade's first number.
  const double farthest = std::nextafter(std::fabs(exact_high), INFINITY);
  if (!is_finite(dtype, narrow(dtype, farthest))) return std::numeric_limits<double>::infinity();
  const Format format = format_of(dtype);
  const int exponent = std::max(std::ilogb(farthest), format.min_exponent);
  const double half_ulp = std::ldexp(1.0, exponent - format.precision);
  return std::max(half_ulp, std::numeric_limits<double>::denorm_min());
}

}  // namespace normaudit::verdict
