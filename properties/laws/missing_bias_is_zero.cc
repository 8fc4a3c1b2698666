// No bias means a bias of 0, and adding 0 rounds nothing; it may turn -0 to +0.
#include "properties/bend.h"
#include "properties/inputs.h"
#include "properties/law.h"
#include "properties/likeness.h"

namespace normaudit::properties {
namespace {

Finding check(const Trial& trial) {
  Checks checks;
  Problem biased = trial.problem;
  biased.has_bias = true;
  if (!trial.backend.supports(biased).empty()) return checks.finding();
  const Observation without(trial.backend, trial.problem, trial.inputs);
  const Observation zeros(trial.backend, biased,
                          with(trial.inputs, Role::kBias, filled(biased, Role::kBias, 0)));
  for (Role role : outputs_of(trial.problem)) same_numbers(checks, {without, zeros}, role);
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "missing_bias_is_zero",
    .sentence = "Without a bias every output of a forward pass is what it is with a bias of "
                "zeros: the same number (two zeros are one) where the contract is deterministic "
                "and position invariant, within both bounds elsewhere.",
    .reaches = {"forward_training", "inference", "no_weight", "n=0", "non_finite_x"},
    .excludes = {},
    .bend =
        [](Problem& problem) {
          if (is_backward(problem.pass)) train(problem);
          problem.has_bias = false;
          problem.values.erase(Role::kBias);
        },
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
