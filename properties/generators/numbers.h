#pragma once
// Numbers of a format, drawn over its ordinals: rapidcheck's own doubles hold no NaN, no infinity,
// no subnormal and nothing far from 1.

#include <rapidcheck.h>

#include <vector>

#include "core/dtype.h"

namespace normaudit::properties {

/// Any number of the format: NaN, both infinities, both zeros, subnormals, every binade, powers of
/// two and the numbers next to them, small integers, numbers near 1, and uniform ordinals. Shrinks
/// towards 0, over fewer significand bits and exponents nearer to 0.
rc::Gen<double> any_number(Dtype dtype);

/// Uniform over the format's numbers from lo to hi, both included; shrinks towards the one nearest
/// to 0, over ordinals. Throws std::invalid_argument unless both are numbers of the format in that
/// order.
rc::Gen<double> ulp_range(Dtype dtype, double lo, double hi);

/// Numbers simpler than this one, the simplest first; none for +0. No chain of them is endless.
std::vector<double> simpler_numbers(Dtype dtype, double value);

/// The number `steps` ordinals away, no further than the largest finite number of either sign. The
/// value is finite.
double ordinals_away(Dtype dtype, double value, std::int64_t steps);

}  // namespace normaudit::properties
