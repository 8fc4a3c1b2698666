#pragma once
// Numbers of any size brought into a format.

#include <algorithm>
#include <cmath>

#include "core/bits.h"

namespace normaudit::hazards {

/// The value, zeros as they are, others between the smallest normal number and a quarter of the
/// largest binade, with their sign.
inline double fitted(Dtype dtype, double value) {
  if (value == 0) return value;
  const Format format = format_of(dtype);
  const double least = std::ldexp(1.0, format.min_exponent);
  const double most = std::ldexp(1.0, format.max_exponent - 2);
  return std::copysign(std::clamp(std::abs(value), least, most), value);
}

}  // namespace normaudit::hazards
