#pragma once
// One case under judgement, and which group and which weight an element of it belongs to.

#include <cstdint>
#include <optional>
#include <vector>

#include "core/contract.h"
#include "core/operator.h"
#include "core/problem.h"
#include "core/role.h"
#include "reference/condition.h"

namespace normaudit::verdict {

/// A problem with its arrays and their conditions; all outlive whatever is made from it.
struct Case {
  const Problem& problem;
  const Tensors& inputs;
  const std::vector<reference::Condition>& conditions;
  const NumericContract& contract;
  const Operator& op = operator_of(problem);
};

/// Group of an element of a data output, or of a position in a per-group or per-channel array.
inline std::int64_t group_index(const Case& facts_of_case, Role role, std::int64_t logical) {
  if (facts(role).kind != RoleKind::kData) return logical;
  const Problem& problem = facts_of_case.problem;
  const Operator& op = facts_of_case.op;
  const std::int64_t plane = logical / problem.shape.spatial_count();
  const std::int64_t channels = problem.shape.channels;
  const std::int64_t width = op.group(problem.shape, problem.groups, 0).channels;
  const std::int64_t sample = op.pools_samples ? 0 : plane / channels;
  return sample * (channels / width) + plane % channels / width;
}

/// The element's own number of weight or bias; none where the array is absent.
inline std::optional<double> parameter_at(const Case& facts_of_case, Role parameter,
                                          std::int64_t logical) {
  const Tensor* array = facts_of_case.inputs.find(parameter);
  if (array == nullptr) return std::nullopt;
  const Shape& shape = facts_of_case.problem.shape;
  const std::int64_t places = shape.spatial_count();
  const std::int64_t c = logical / places % shape.channels;
  return array->get(facts_of_case.op.affine_index_of(shape, c, logical % places));
}

}  // namespace normaudit::verdict
