#pragma once
// The magnitudes that enter an output: the denominators of the backward error (Oettli, Prager 1964:
// the smallest relative perturbation of the inputs that explains an error).

#include <cstdint>

#include "core/role.h"
#include "verdict/output_bound.h"

namespace normaudit::verdict {

/// For example |weight|*invstd*(|x| + |mean|) + |bias| of a y. A measure, not a bound: computed in
/// double with a relative error below 1e-12 where it neither over- nor underflows.
double entering_magnitude(const Case& facts, Role role, std::int64_t logical);

}  // namespace normaudit::verdict
