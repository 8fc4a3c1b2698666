// Drawing a start for the running statistics.
#include "properties/start.h"

#include "properties/law.h"

namespace normaudit::properties {

Tensors with_another_start(const Problem& problem, const Tensors& inputs) {
  Philox words = choices_of(problem);
  Tensors result = inputs;
  for (Role role : {Role::kRunningMean, Role::kRunningVar}) {
    Tensor* array = result.find(role);
    for (std::int64_t i = 0; array != nullptr && i < array->count(); ++i) {
      const double size = 1 + uniform_unit(words);
      const bool negative = role == Role::kRunningMean && uniform_below(words, 2) == 0;
      array->set(i, negative ? -size : size);
    }
  }
  return result;
}

}  // namespace normaudit::properties
