// Widening and rounding whole arrays.
#include "impl/operation_arrays.h"

namespace normaudit {
namespace {

void copy_numbers(const Tensor& from, Tensor& to) {
  for (std::int64_t i = 0; i < from.count(); ++i) to.set(i, from.get(i));
}

}  // namespace

Dtype operations_dtype(const Problem& problem) {
  for (Dtype dtype : {problem.dtype, problem.parameter_dtype, problem.statistic_dtype}) {
    if (dtype == Dtype::kFloat64) return dtype;
  }
  return Dtype::kFloat32;
}

OperationArrays::OperationArrays(const Problem& problem, const Tensors& inputs, Tensors& outputs)
    : inputs_(inputs), outputs_(outputs) {
  Problem wide = problem;
  const Dtype operations = operations_dtype(problem);
  wide.dtype = wide.parameter_dtype = wide.statistic_dtype = operations;
  for (const auto& [role, array] : inputs.arrays) {
    if (array.dtype() == operations) continue;
    copy_numbers(array, input_copies_.arrays.emplace(role, make_array(wide, role)).first->second);
  }
  for (const auto& [role, array] : outputs.arrays) {
    if (array.dtype() == operations) continue;
    Tensor& copy = output_copies_.arrays.emplace(role, make_array(wide, role)).first->second;
    // Running statistics are in-out.
    if (facts(role).kind == RoleKind::kStatistic) copy_numbers(array, copy);
  }
}

const Tensor* OperationArrays::input(Role role) const {
  const Tensor* copy = input_copies_.find(role);
  return copy != nullptr ? copy : inputs_.find(role);
}

Tensor* OperationArrays::output(Role role) {
  Tensor* copy = output_copies_.find(role);
  return copy != nullptr ? copy : outputs_.find(role);
}

void OperationArrays::store() {
  for (const auto& [role, copy] : output_copies_.arrays) copy_numbers(copy, outputs_.at(role));
}

}  // namespace normaudit
