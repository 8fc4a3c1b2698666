// dx = invstd*(n*dy - weight*(dbias + xhat*dweight))/n: one term goes without the weight.
#include "properties/mutant.h"
#include "tests/mutants/rewriting_dx.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  base.run(problem, inputs, outputs);
  if (problem.pass != Pass::kBackward) return;
  rewrite_dx(problem, inputs, outputs, [](const BackwardElement& e) {
    const double along = (e.x - e.mean) * e.invstd * e.invstd * e.dot;
    return e.invstd * (e.n * e.dy - e.weight * (e.sum_dy + along)) / e.n;
  });
}

const bool kRegistered = register_entry(Mutant{
    .name = "weight_on_one_term",
    .sentence = "of the terms of dx, n*dy lacks the weight",
    .source = "ROCm/MIOpen#104",
    .base = "two_pass",
    .killed_by = {"dx_sums_to_zero", "sum_loss_gradients"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
