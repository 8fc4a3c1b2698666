#pragma once
// The weight and bias of one element, as numbers known exactly.

#include <cstdint>

#include "core/problem.h"
#include "properties/ball.h"

namespace normaudit::properties {

/// Index into weight and bias of the data element with this flat logical index.
std::int64_t affine_index_of(const Problem& problem, std::int64_t place);

/// 1 where there is no weight.
Ball weight_of(const Problem& problem, const Tensors& inputs, std::int64_t place);

/// 0 where there is no bias.
Ball bias_of(const Problem& problem, const Tensors& inputs, std::int64_t place);

}  // namespace normaudit::properties
