// Inference normalizes with the statistics of the batch at hand.
#include "properties/mutant.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  if (problem.pass != Pass::kInference) return base.run(problem, inputs, outputs);
  Problem training = problem;
  training.pass = Pass::kForwardTraining;
  training.track_running_stats = false;
  Tensors made;
  for (Role role : outputs_of(training)) made.arrays.emplace(role, make_array(training, role));
  base.run(training, inputs, made);
  outputs.at(Role::kY) = made.at(Role::kY);
}

const bool kRegistered = register_entry(Mutant{
    .name = "inference_by_batch_statistics",
    .sentence = "inference ignores the running statistics and takes those of the batch",
    .source = "synthetic",
    .base = "two_pass",
    .killed_by = {"inference_ignores_batch_mates", "within_bound"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
