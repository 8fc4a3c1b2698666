#pragma once
// What the passes of a textbook backend share: typed access to a call's arrays, and the scalars
// rounded once to T, the format of the operations.

#include <cfloat>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>

#include "core/problem.h"
#include "core/role.h"
#include "impl/operation_arrays.h"

// The bounds count one rounding per operation, so float expressions must not be evaluated wider.
static_assert(FLT_EVAL_METHOD == 0);

namespace normaudit {

/// Mean and biased variance of one group.
template <class T>
struct Moments {
  T mean;
  T variance;
};

/// What a channel's gradients are made from: s = sum dy and p = sum (x - mean)*dy.
template <class T>
struct GradientSums {
  T dy = 0;
  T dot = 0;
};

/// One call, seen as arrays of T.
template <class T>
struct TextbookCall {
  const Problem& problem;
  OperationArrays& arrays;
  const Operator& op = operator_of(problem);
  T eps = static_cast<T>(problem.eps);

  std::int64_t group_count() const { return op.group_count(problem.shape, problem.groups); }
  Group group(std::int64_t index) const { return op.group(problem.shape, problem.groups, index); }
  std::int64_t affine_index(std::int64_t c, std::int64_t s) const {
    return op.affine_index_of(problem.shape, c, s);
  }

  std::optional<View<const T>> optional_input(Role role) const {
    const Tensor* found = arrays.input(role);
    return found == nullptr ? std::nullopt : std::optional(found->view<T>());
  }
  std::optional<View<T>> optional_output(Role role) const {
    Tensor* found = arrays.output(role);
    return found == nullptr ? std::nullopt : std::optional(found->view<T>());
  }
  View<const T> input(Role role) const { return optional_input(role).value(); }
  View<T> output(Role role) const { return optional_output(role).value(); }
};

/// 1/sqrt(variance + eps), by IEEE where that is not a number or infinite.
template <class T>
T inverse_deviation(T variance, T eps) {
  return T{1} / std::sqrt(variance + eps);
}

}  // namespace normaudit
