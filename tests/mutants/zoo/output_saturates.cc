// y is clamped, as a fused activation or a quantized output would.
#include <algorithm>

#include "properties/mutant.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  base.run(problem, inputs, outputs);
  Tensor* y = outputs.find(Role::kY);
  for (std::int64_t i = 0; y != nullptr && i < y->count(); ++i) {
    y->set(i, std::clamp(y->get(i), -2.0, 2.0));
  }
}

const bool kRegistered = register_entry(Mutant{
    .name = "output_saturates",
    .sentence = "y beyond 2 in magnitude comes out as 2",
    .source = "synthetic",
    .base = "two_pass",
    .killed_by = {"inference_affine", "within_bound"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
