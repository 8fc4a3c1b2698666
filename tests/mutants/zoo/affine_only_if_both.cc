// weight and bias are applied only where both are given.
#include "properties/mutant.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  const bool forward = !is_backward(problem.pass);
  if (!forward || problem.has_weight == problem.has_bias) {
    return base.run(problem, inputs, outputs);
  }
  Problem plain = problem;
  plain.has_weight = plain.has_bias = false;
  Tensors handed = inputs;
  handed.arrays.erase(Role::kWeight);
  handed.arrays.erase(Role::kBias);
  base.run(plain, handed, outputs);
}

const bool kRegistered = register_entry(Mutant{
    .name = "affine_only_if_both",
    .sentence = "a weight without a bias is ignored, and a bias without a weight",
    .source = "pytorch/pytorch#69208",
    .base = "two_pass",
    .killed_by = {"missing_weight_is_one", "missing_bias_is_zero", "weight_sign"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
