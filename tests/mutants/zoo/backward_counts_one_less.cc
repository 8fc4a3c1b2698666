// The share of dx along xhat divided by n - 1, as if the unbiased variance normalized.
#include "properties/mutant.h"
#include "tests/mutants/rewriting_dx.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  base.run(problem, inputs, outputs);
  if (problem.pass != Pass::kBackward || group_size(problem) < 2) return;
  rewrite_dx(problem, inputs, outputs, [](const BackwardElement& e) {
    const double along = (e.x - e.mean) * e.invstd * e.invstd * e.dot / (e.n - 1);
    return e.weight * e.invstd * (e.dy - e.sum_dy / e.n - along);
  });
}

const bool kRegistered = register_entry(Mutant{
    .name = "backward_counts_one_less",
    .sentence = "dx subtracts xhat*dweight/(n - 1)",
    .source = "synthetic",
    .base = "oracle",
    .killed_by = {"finite_differences", "double_backward"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
