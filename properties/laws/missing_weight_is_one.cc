// No weight means a weight of 1, and multiplying by 1 rounds nothing.
#include "core/run.h"
#include "properties/gradients.h"
#include "properties/law.h"

namespace normaudit::properties {
namespace {

Finding check(const Trial& trial) {
  Checks checks;
  Problem weighted = trial.problem;
  weighted.has_weight = true;
  if (!trial.backend.supports(weighted).empty()) return checks.finding();
  const Run without = run_backend(trial.backend, trial.problem, trial.inputs);
  const Run ones =
      run_backend(trial.backend, weighted,
                  with(trial.inputs, Role::kWeight, filled(weighted, Role::kWeight, 1)));
  for (Role role : outputs_of(trial.problem)) {
    checks.same_numbers(without.outputs.at(role), ones.outputs.at(role), role);
  }
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "missing_weight_is_one",
    .sentence = "Without a weight every output is the same number as with a weight of ones, in all "
                "passes, where the contract is deterministic.",
    .reaches = {"forward_training", "inference", "backward", "backward_inference", "no_bias", "n=0",
                "non_finite_x"},
    .excludes = unless_deterministic,
    .bend =
        [](Problem& problem) {
          problem.has_weight = false;
          problem.values.erase(Role::kWeight);
        },
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
