#pragma once
// Which momentum and which eps printed outputs leave room for.

#include "golden/published/worked_example.h"

namespace normaudit::golden {

/// From running_mean = momentum*mean, where it was 0 before and x is known exactly.
Interval implied_momentum(const WorkedExample& example);

/// From y = (x - mean)/sqrt(var + eps), where weight is 1, bias 0 and x is known exactly.
Interval implied_eps(const WorkedExample& example);

}  // namespace normaudit::golden
