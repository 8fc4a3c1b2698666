// dweight and dbias divided by the number of samples.
#include "properties/mutant.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  base.run(problem, inputs, outputs);
  if (problem.shape.batch == 0) return;
  for (Role role : {Role::kDweight, Role::kDbias}) {
    Tensor* sum = outputs.find(role);
    for (std::int64_t c = 0; sum != nullptr && c < sum->count(); ++c) {
      sum->set(c, sum->get(c) / static_cast<double>(problem.shape.batch));
    }
  }
}

const bool kRegistered = register_entry(Mutant{
    .name = "affine_gradients_averaged",
    .sentence = "dweight and dbias are means over the batch, not sums",
    .source = "synthetic",
    .base = "two_pass",
    .killed_by = {"gradient_accumulation", "sum_loss_gradients"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
