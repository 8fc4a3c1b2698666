// dx takes dweight and dbias from their output arrays, and 0 where these are not asked for.
#include "properties/mutant.h"
#include "tests/mutants/rewriting_dx.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  base.run(problem, inputs, outputs);
  if (problem.pass != Pass::kBackward) return;
  const bool sum = problem.gradients.dbias;
  const bool dot = problem.gradients.dweight;
  rewrite_dx(problem, inputs, outputs, [&](const BackwardElement& e) {
    const double along = dot ? (e.x - e.mean) * e.invstd * e.invstd * e.dot : 0;
    return e.weight * e.invstd * (e.dy - ((sum ? e.sum_dy : 0) + along) / e.n);
  });
}

const bool kRegistered = register_entry(Mutant{
    .name = "dx_needs_affine_gradients",
    .sentence = "dx lacks the terms whose sums were not asked for as gradients",
    .source = "PaddlePaddle/Paddle#21237; Oneflow-Inc/oneflow#5602; jax-ml/jax#2561",
    .base = "two_pass",
    .killed_by = {"every_gradient_subset"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
