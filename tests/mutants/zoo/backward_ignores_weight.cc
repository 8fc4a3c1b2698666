// Both backward passes leave the weight out.
#include "properties/mutant.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  Problem misread = problem;
  if (is_backward(problem.pass)) misread.has_weight = false;
  Tensors handed = inputs;
  if (is_backward(problem.pass)) handed.arrays.erase(Role::kWeight);
  base.run(misread, handed, outputs);
}

const bool kRegistered = register_entry(Mutant{
    .name = "backward_ignores_weight",
    .sentence = "dx is built from dy, not from weight*dy",
    .source = "denizyuret/Knet.jl#288",
    .base = "two_pass",
    .killed_by = {"projection_eigenvalues", "dx_along_normalized", "weight_sign", "inference_dx"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
