#pragma once
// The condition number of each group, sqrt(1 + mean^2 / var) (Chan, Golub, LeVeque 1983), for
// people to read.

#include <string>
#include <vector>

#include "core/problem.h"

namespace normaudit::golden {

/// Four digits, the same on any machine; "inf" where the variance is 0, "nan" where there is none.
std::vector<std::string> condition_numbers(const Problem& problem, const Tensor& x);

}  // namespace normaudit::golden
