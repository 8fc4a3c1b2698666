// Backward through running statistics uses the batch's own.
#include "core/run.h"
#include "properties/mutant.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  if (problem.pass != Pass::kBackwardInference) return base.run(problem, inputs, outputs);
  Problem training = problem;
  training.pass = Pass::kBackward;
  Tensors handed = inputs;
  const Run forward = run_backend(base, forward_of(training), inputs);
  for (Role role : {Role::kSaveMean, Role::kSaveInvstd}) {
    handed.arrays.insert_or_assign(role, forward.outputs.at(role));
  }
  base.run(training, handed, outputs);
}

const bool kRegistered = register_entry(Mutant{
    .name = "inference_backward_as_training",
    .sentence = "backward_inference differentiates the training formula",
    .source = "pytorch/xla#913; apache/mxnet#18209; vlfeat/matconvnet#1174",
    .base = "two_pass",
    .killed_by = {"inference_dx", "gradient_accumulation"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
