#pragma once
// Other running statistics for the same batch.

#include "core/problem.h"

namespace normaudit::properties {

/// The inputs with other running statistics, finite and not negative, drawn from
/// choices_of(problem): running_mean 1 to 2 with either sign, running_var 1 to 2.
Tensors with_another_start(const Problem& problem, const Tensors& inputs);

}  // namespace normaudit::properties
