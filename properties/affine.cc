// Looking up an element's weight and bias.
#include "properties/affine.h"

namespace normaudit::properties {
namespace {

Ball parameter(const Problem& problem, const Tensor* array, std::int64_t place, double absent) {
  return {array == nullptr ? absent : array->get(affine_index_of(problem, place))};
}

}  // namespace

std::int64_t affine_index_of(const Problem& problem, std::int64_t place) {
  const std::int64_t width = problem.shape.spatial_count();
  return operator_of(problem).affine_index_of(problem.shape, place / width % problem.shape.channels,
                                              place % width);
}

Ball weight_of(const Problem& problem, const Tensors& inputs, std::int64_t place) {
  return parameter(problem, inputs.find(Role::kWeight), place, 1);
}

Ball bias_of(const Problem& problem, const Tensors& inputs, std::int64_t place) {
  return parameter(problem, inputs.find(Role::kBias), place, 0);
}

}  // namespace normaudit::properties
