// sum (y - bias)^2 = weight^2 * n * var/(var + eps): with W = n^2 (var + eps), both sides times W
// are dyadic, and the right one is weight^2 * n * (n^2 var).
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
    Ball squares;
    for (std::int64_t place : group.places) {
      const Ball y = seen.ball(Role::kY, place) - bias_of(trial.problem, trial.inputs, place);
      squares = squares + y * y;
    }
    const Ball weight = weight_of(trial.problem, trial.inputs, group.places.front());
    checks.contains_zero(squares * group.radicand(trial.problem.eps) -
                             weight * weight * (group.n * group.scaled_variance()),
                         "n^2*(var + eps)*sum (y - bias)^2 - weight^2*n*(n^2*var) of group " +
                             std::to_string(group.index));
  }
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "output_variance",
    .sentence = "In training less the mean, y has the biased variance weight^2*var/(var + eps), "
                "not weight^2, over every group that has finite x and one weight, within what "
                "its bounds allow.",
    .reaches = {"kappa>=1e3", "variance<eps", "eps=0", "negative_weight", "n=2"},
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
