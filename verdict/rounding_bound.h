#pragma once
// The error of one correct rounding: half the distance between the format's numbers around it.

#include "core/dtype.h"

namespace normaudit::verdict {

/// An upper bound of |round(z) - z| for every real z whose correctly rounded double is
/// `exact_high`: half an ulp, or half the smallest number below the normal range. Infinite where z
/// may round to infinity or is none of the reals.
double rounding_bound(Dtype dtype, double exact_high);

}  // namespace normaudit::verdict
