// dx = weight*dy/sqrt(running_var + eps) through running statistics: x has no part in it.
#include <cmath>
#include <limits>

#include "properties/affine.h"
#include "properties/gradients.h"
#include "properties/inputs.h"
#include "properties/law.h"
#include "properties/likeness.h"
#include "properties/observation.h"
#include "properties/promise.h"

namespace normaudit::properties {
namespace {

void check_values(const Trial& trial, const Observation& seen, Checks& checks) {
  const Tensor& dy = trial.inputs.at(Role::kDy);
  const std::int64_t channels = trial.problem.shape.channels;
  for (std::int64_t i = 0; i < dy.count(); ++i) {
    const std::int64_t channel = i / trial.problem.shape.spatial_count() % channels;
    const Ball weight = weight_of(trial.problem, trial.inputs, i);
    const double variance = trial.inputs.at(Role::kRunningVar).get(channel);
    if (!weight.finite() || !std::isfinite(dy.get(i)) || !std::isfinite(variance)) continue;
    const Dyadic radicand = Dyadic::from_double(variance) + Dyadic::from_double(trial.problem.eps);
    if (radicand.sign() <= 0) continue;
    equals_quotient(seen.ball(Role::kDx, i),
                    {weight.centre() * Dyadic::from_double(dy.get(i)), radicand}, {Role::kDx, i},
                    checks);
  }
}

void check_blindness(const Observation& seen, Checks& checks) {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  const Problem& problem = seen.problem();
  const Observation poisoned(seen.backend(), problem,
                             with(seen.inputs(), Role::kX, filled(problem, Role::kX, kNan)));
  alike(checks, {seen, poisoned}, {Role::kDx, {}, promises_bits_between_calls(seen.backend())});
}

Finding check(const Trial& trial) {
  Checks checks;
  if (!operator_of(trial.problem).keeps_running_statistics) return checks.finding();
  const Observation seen(trial.backend, trial.problem, trial.inputs);
  check_values(trial, seen, checks);
  check_blindness(seen, checks);
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "inference_dx",
    .sentence = "Through running statistics with running_var + eps > 0, dx = "
                "weight*dy/sqrt(running_var + eps) within its bound where these numbers are "
                "finite; and dx stays when every x becomes NaN: bit for bit where the contract "
                "is deterministic and position invariant, within both bounds elsewhere.",
    .reaches = {"backward_inference", "negative_weight", "no_weight", "non_finite_x", "samples>1"},
    .excludes = {},
    .bend = differentiate_inference,
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
