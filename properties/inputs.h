#pragma once
// Other inputs for a law's second run: an array replaced, filled, or beside its own copy.

#include "core/problem.h"

namespace normaudit::properties {

/// The inputs with another array for one role.
Tensors with(const Tensors& inputs, Role role, Tensor array);

/// An array of the role's own format that holds one number throughout.
Tensor filled(const Problem& problem, Role role, double value);

/// Every sample of the data arrays twice: the batch, then its copy. `twice` has twice the samples.
Tensors beside_itself(const Problem& twice, const Tensors& inputs);

}  // namespace normaudit::properties
