// y may be written over x, and dx over dy, where the backend says so.
#include "properties/law.h"
#include "properties/observation.h"
#include "properties/promise.h"

namespace normaudit::properties {
namespace {

Finding check(const Trial& trial) {
  const Observation fresh(trial.backend, trial.problem, trial.inputs);
  const Run over = run_in_place(trial.backend, trial.problem, trial.inputs);
  Checks checks;
  checks.that(over.findings.empty(), over.findings.empty() ? "" : over.findings.front());
  if (!promises_bits_between_calls(trial.backend)) return checks.finding();
  for (Role role : outputs_of(trial.problem)) {
    checks.same_numbers(fresh.output(role), over.outputs.at(role), role);
  }
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "in_place",
    .sentence = "Where the contract promises it, y in the storage of x and dx in that of dy "
                "leave every other input as it was and give the same numbers as storage of "
                "their own: the latter is asked of deterministic, position invariant contracts.",
    .reaches = {"backward", "backward_inference", "forward_training", "inference", "nhwc",
                "strided", "n=1"},
    .excludes =
        [](const Backend& backend) {
          const bool promised = promises(backend, &NumericContract::in_place_safe);
          return std::string(promised ? "" : "its contract does not promise in-place calls");
        },
    .bend =
        [](Problem& problem) {
          if (is_backward(problem.pass)) problem.gradients.dx = true;
        },
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
