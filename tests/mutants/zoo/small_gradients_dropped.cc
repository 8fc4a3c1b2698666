// Backward counts a dy below 1/8 as 0.
#include <cmath>

#include "properties/mutant.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  Tensors flushed = inputs;
  Tensor* dy = flushed.find(Role::kDy);
  for (std::int64_t i = 0; dy != nullptr && i < dy->count(); ++i) {
    if (std::fabs(dy->get(i)) < 0.125) dy->set(i, 0);
  }
  base.run(problem, flushed, outputs);
}

const bool kRegistered = register_entry(Mutant{
    .name = "small_gradients_dropped",
    .sentence = "gradients are not linear in dy: small ones vanish",
    .source = "tensorflow/tensorflow#107705",
    .base = "two_pass",
    .killed_by = {"gradients_linear_in_dy"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
