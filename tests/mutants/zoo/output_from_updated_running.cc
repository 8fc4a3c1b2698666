// Training normalizes with the running statistics it has just updated.
#include "properties/mutant.h"
#include "tests/mutants/rewriting.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  base.run(problem, inputs, outputs);
  // One element makes running_var NaN, which anything would notice.
  if (!moves_running_statistics(problem) || group_size(problem) < 2) return;
  Problem stored = problem;
  stored.pass = Pass::kInference;
  Tensors handed = inputs;
  for (Role role : {Role::kRunningMean, Role::kRunningVar}) handed.at(role) = outputs.at(role);
  base.run(stored, handed, outputs);
}

const bool kRegistered = register_entry(Mutant{
    .name = "output_from_updated_running",
    .sentence = "y of training is made from the updated running statistics",
    .source = "microsoft/onnxruntime#29790",
    .base = "two_pass",
    .killed_by = {"training_ignores_running_statistics", "output_mean_is_bias", "output_variance"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
