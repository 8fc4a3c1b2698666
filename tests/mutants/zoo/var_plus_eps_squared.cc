// 1/(var + eps)^2 where 1/sqrt(var + eps) belongs.
#include "properties/mutant.h"
#include "tests/mutants/rewriting.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  base.run(problem, inputs, outputs);
  rewrite_y(problem, inputs, outputs, [&](const ForwardElement& e) {
    const double radicand = e.variance + problem.eps;
    return (e.x - e.mean) / (radicand * radicand);
  });
}

const bool kRegistered = register_entry(Mutant{
    .name = "var_plus_eps_squared",
    .sentence = "y = (x - mean)/(var + eps)^2",
    .source = "jax-ml/jax#442",
    .base = "two_pass",
    .killed_by = {"output_variance", "biased_normalizes_unbiased_is_stored", "train_then_infer"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
