// A gradient does not depend on which others are asked for.
#include "core/run.h"
#include "properties/gradients.h"
#include "properties/law.h"

namespace normaudit::properties {
namespace {

Finding check(const Trial& trial) {
  Checks checks;
  const Run full = run_backend(trial.backend, trial.problem, trial.inputs);
  for (unsigned subset = 1; subset < 7; ++subset) {
    Problem asked = trial.problem;
    asked.gradients = {
        .dx = (subset & 1) != 0, .dweight = (subset & 2) != 0, .dbias = (subset & 4) != 0};
    if (!trial.backend.supports(asked).empty()) continue;
    const Run part = run_backend(trial.backend, asked, trial.inputs);
    for (Role role : outputs_of(asked)) {
      checks.same_bits(part.outputs.at(role), full.outputs.at(role), role);
    }
  }
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "every_gradient_subset",
    .sentence = "Each of the six smaller subsets of {dx, dweight, dbias} has, bit for bit, the "
                "gradients of the full call, where the contract is deterministic; with a weight "
                "or without.",
    .reaches = {"backward", "backward_inference", "no_weight", "n=0", "non_finite_x"},
    .excludes = unless_deterministic,
    .bend = ask_for_gradients,
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
