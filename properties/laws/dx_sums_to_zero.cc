// sum dx = 0 over every group: shifting all of a group's x by one number changes no y.
#include "properties/bend.h"
#include "properties/exact_group.h"
#include "properties/law.h"
#include "properties/observation.h"

namespace normaudit::properties {
namespace {

Finding check(const Trial& trial) {
  Checks checks;
  if (!operator_of(trial.problem).centred) return checks.finding();
  const Observation seen(trial.backend, trial.problem, trial.inputs);
  for (const ExactGroup& group : exact_groups(trial.problem, trial.inputs)) {
    if (group.places.empty()) continue;
    Ball sum;
    for (std::int64_t place : group.places) sum = sum + seen.ball(Role::kDx, place);
    checks.contains_zero(sum, "the sum of dx over group " + std::to_string(group.index));
  }
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "dx_sums_to_zero",
    .sentence = "Through batch statistics less their mean, dx sums to zero over every group of "
                "finite x and dy, within the sum of its bounds.",
    .reaches = {"kappa>=1e3", "variance<eps", "n=1"},
    .excludes = {},
    .bend =
        [](Problem& problem) {
          set_pass(problem, Pass::kBackward);
          problem.gradients.dx = true;
        },
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
