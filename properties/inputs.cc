// Making other inputs.
#include "properties/inputs.h"

namespace normaudit::properties {

Tensors with(const Tensors& inputs, Role role, Tensor array) {
  Tensors result = inputs;
  result.arrays.insert_or_assign(role, std::move(array));
  return result;
}

Tensor filled(const Problem& problem, Role role, double value) {
  Tensor array = make_array(problem, role);
  for (std::int64_t i = 0; i < array.count(); ++i) array.set(i, value);
  return array;
}

Tensors beside_itself(const Problem& twice, const Tensors& inputs) {
  Tensors result = inputs;
  for (auto& [role, array] : result.arrays) {
    if (facts(role).kind != RoleKind::kData) continue;
    const Tensor& once = inputs.at(role);
    array = make_array(twice, role);
    for (std::int64_t i = 0; i < array.count(); ++i) array.set_bits(i, once.bits(i % once.count()));
  }
  return result;
}

}  // namespace normaudit::properties
