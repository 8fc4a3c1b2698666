// No weight means a weight of 1, and multiplying by 1 rounds nothing.
#include "properties/inputs.h"
#include "properties/law.h"
#include "properties/likeness.h"

namespace normaudit::properties {
namespace {

Finding check(const Trial& trial) {
  Checks checks;
  Problem weighted = trial.problem;
  weighted.has_weight = true;
  if (!trial.backend.supports(weighted).empty()) return checks.finding();
  const Observation without(trial.backend, trial.problem, trial.inputs);
  const Observation ones(trial.backend, weighted,
                         with(trial.inputs, Role::kWeight, filled(weighted, Role::kWeight, 1)));
  for (Role role : outputs_of(trial.problem)) same_numbers(checks, {without, ones}, role);
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "missing_weight_is_one",
    .sentence = "Without a weight every output is what it is with a weight of ones, in all "
                "passes: the same number where the contract is deterministic and position "
                "invariant, within both bounds elsewhere.",
    .reaches = {"forward_training", "inference", "backward", "backward_inference", "no_bias", "n=0",
                "non_finite_x"},
    .excludes = {},
    .bend =
        [](Problem& problem) {
          problem.has_weight = false;
          problem.values.erase(Role::kWeight);
        },
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
