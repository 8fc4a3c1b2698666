// sum (y - bias) = 0 over every group: the normalized numbers have mean zero.
#include "properties/affine.h"
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
    for (std::int64_t place : group.places) {
      sum = sum + seen.ball(Role::kY, place) - bias_of(trial.problem, trial.inputs, place);
    }
    checks.contains_zero(sum, "the sum of y - bias over group " + std::to_string(group.index));
  }
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "output_mean_is_bias",
    .sentence = "In training less the mean, y - bias sums to zero over every group that has "
                "finite x and one weight, within the sum of its bounds.",
    .reaches = {"kappa>=1e3", "variance<eps", "constant_channel", "n=1", "n>=64"},
    .excludes = {},
    .bend =
        [](Problem& problem) {
          train(problem);
          one_weight_per_group(problem);
        },
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
