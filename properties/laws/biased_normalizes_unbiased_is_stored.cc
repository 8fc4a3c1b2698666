// y is normalized by the biased variance, running_var takes the unbiased one: at momentum 1,
// running_var*(n - 1) = save_var*n, n^2*save_var = n*sum x^2 - (sum x)^2, and
// (y - bias)^2 * n^2 (var + eps) = weight^2 * (n*x - sum x)^2.
#include "properties/affine.h"
#include "properties/bend.h"
#include "properties/exact_group.h"
#include "properties/law.h"
#include "properties/observation.h"

namespace normaudit::properties {
namespace {

void check_variances(const Observation& seen, const ExactGroup& group, Checks& checks) {
  const std::string where = " of group " + std::to_string(group.index);
  const Ball saved = seen.ball(Role::kSaveVar, group.index);
  checks.contains_zero(saved * (group.n * group.n) - group.scaled_variance(),
                       "n^2*(save_var - var)" + where);
  const Ball stored = seen.ball(Role::kRunningVar, group.index);
  checks.contains_zero(stored * (group.n - Dyadic::power_of_two(0)) - saved * group.n,
                       "(n - 1)*running_var - n*save_var" + where);
}

Finding check(const Trial& trial) {
  Checks checks;
  const Operator& op = operator_of(trial.problem);
  if (!op.centred || !op.keeps_running_statistics) return checks.finding();
  const Observation seen(trial.backend, trial.problem, trial.inputs);
  for (const ExactGroup& group : exact_groups(trial.problem, trial.inputs)) {
    if (group.places.size() < 2) continue;
    check_variances(seen, group, checks);
    const Dyadic radicand = group.radicand(trial.problem.eps);
    for (std::size_t i = 0; i < group.places.size(); ++i) {
      const std::int64_t place = group.places[i];
      const Ball y = seen.ball(Role::kY, place) - bias_of(trial.problem, trial.inputs, place);
      const Ball scaled = weight_of(trial.problem, trial.inputs, place) * group.scaled_deviation(i);
      checks.contains_zero(y * y * radicand - scaled * scaled,
                           "(y - bias)^2*n^2*(var + eps) - weight^2*(n*x - sum x)^2 at " +
                               to_string(Place{Role::kY, place}));
    }
  }
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "biased_normalizes_unbiased_is_stored",
    .sentence = "In training less the mean, over every group of two finite x or more, save_var "
                "is the biased variance and y is normalized by it, while running_var takes n/(n "
                "- 1) times as much at momentum 1, each within its bound.",
    .reaches = {"n=2", "momentum=1", "kappa>=1e3", "variance<eps"},
    .excludes = {},
    .bend = train_at_momentum_one,
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
