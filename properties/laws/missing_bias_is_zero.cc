// No bias means a bias of 0, and adding 0 rounds nothing; it may turn -0 to +0.
#include "core/run.h"
#include "properties/bend.h"
#include "properties/gradients.h"
#include "properties/law.h"

namespace normaudit::properties {
namespace {

Finding check(const Trial& trial) {
  Checks checks;
  Problem biased = trial.problem;
  biased.has_bias = true;
  if (!trial.backend.supports(biased).empty()) return checks.finding();
  const Run without = run_backend(trial.backend, trial.problem, trial.inputs);
  const Run zeros = run_backend(trial.backend, biased,
                                with(trial.inputs, Role::kBias, filled(biased, Role::kBias, 0)));
  for (Role role : outputs_of(trial.problem)) {
    checks.same_numbers(without.outputs.at(role), zeros.outputs.at(role), role);
  }
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "missing_bias_is_zero",
    .sentence = "Without a bias every output of a forward pass is the same number as with a bias "
                "of zeros, both zeros being one, where the contract is deterministic.",
    .reaches = {"forward_training", "inference", "no_weight", "n=0", "non_finite_x"},
    .excludes = unless_deterministic,
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
