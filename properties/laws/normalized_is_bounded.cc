// |x - mean| <= sqrt(n - 1)*sigma, with equality for one outlier: so
// (y - bias)^2 * n^2 (var + eps) <= weight^2 * (n - 1) * n^2 var.
// Source: Samuelson, "How deviant can you be?", J. Am. Stat. Assoc. 63, 1968.
#include "properties/affine.h"
#include "properties/bend.h"
#include "properties/exact_group.h"
#include "properties/law.h"
#include "properties/observation.h"
#include "properties/side.h"

namespace normaudit::properties {
namespace {

Finding check(const Trial& trial) {
  Checks checks;
  if (!operator_of(trial.problem).centred) return checks.finding();
  const Observation seen(trial.backend, trial.problem, trial.inputs);
  for (const ExactGroup& group : exact_groups(trial.problem, trial.inputs)) {
    if (group.places.empty()) continue;
    const Dyadic radicand = group.radicand(trial.problem.eps);
    const Dyadic most = (group.n - Dyadic::power_of_two(0)) * group.scaled_variance();
    for (std::int64_t place : group.places) {
      const Ball y = seen.ball(Role::kY, place) - bias_of(trial.problem, trial.inputs, place);
      if (y.radius().infinite()) continue;
      const Ball weight = weight_of(trial.problem, trial.inputs, place);
      checks.that(may_reach_zero(weight * weight * most - y * y * radicand),
                  to_string(Place{Role::kY, place}) +
                      " is farther than |weight|*sqrt((n - 1)*var/(var + eps)) from the bias");
    }
  }
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "normalized_is_bounded",
    .sentence = "In training less the mean, over every group of finite x, |y - bias| is at most "
                "|weight|*sqrt(n - 1)*sqrt(var/(var + eps)) beside its bound.",
    .reaches = {"kappa>=1e3", "kappa>=1e6", "hazard=one_outlier", "variance<eps", "eps=0"},
    .excludes = {},
    .bend = train,
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
