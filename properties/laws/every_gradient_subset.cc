// A gradient does not depend on which others are asked for.
#include "properties/gradients.h"
#include "properties/law.h"
#include "properties/likeness.h"
#include "properties/promise.h"

namespace normaudit::properties {
namespace {

Finding check(const Trial& trial) {
  Checks checks;
  const Observation full(trial.backend, trial.problem, trial.inputs);
  const bool bitwise = promises_bits_between_calls(trial.backend);
  for (unsigned subset = 1; subset < 7; ++subset) {
    Problem asked = trial.problem;
    asked.gradients = {
        .dx = (subset & 1) != 0, .dweight = (subset & 2) != 0, .dbias = (subset & 4) != 0};
    if (!trial.backend.supports(asked).empty()) continue;
    const Observation part(trial.backend, asked, trial.inputs);
    for (Role role : outputs_of(asked)) alike(checks, {part, full}, {role, {}, bitwise});
  }
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "every_gradient_subset",
    .sentence = "Each of the six smaller subsets of {dx, dweight, dbias} has the gradients of the "
                "full call, with a weight or without: bit for bit where the contract is "
                "deterministic and position invariant, within both bounds elsewhere.",
    .reaches = {"backward", "backward_inference", "no_weight", "n=0", "non_finite_x"},
    .excludes = {},
    .bend = ask_for_gradients,
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
