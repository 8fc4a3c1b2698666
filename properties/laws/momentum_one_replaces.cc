// running = (1 - 1)*running + 1*batch: the batch's statistic, whatever the start was.
#include "properties/bend.h"
#include "properties/exact_group.h"
#include "properties/law.h"
#include "properties/observation.h"
#include "properties/promise.h"
#include "properties/start.h"

namespace normaudit::properties {
namespace {

void check_replaced(const Observation& seen, Checks& checks) {
  for (const ExactGroup& group : exact_groups(seen.problem(), seen.inputs())) {
    if (group.places.empty()) continue;
    const std::string where = " of group " + std::to_string(group.index);
    checks.contains_zero(seen.ball(Role::kRunningMean, group.index) * group.n - group.sum_x,
                         "n*running_mean - sum x" + where);
    const Dyadic pairs = group.n * (group.n - Dyadic::power_of_two(0));
    checks.contains_zero(
        seen.ball(Role::kRunningVar, group.index) * pairs - group.scaled_variance(),
        "n*(n - 1)*(running_var - n/(n - 1)*var)" + where);
  }
}

Finding check(const Trial& trial) {
  Checks checks;
  if (!operator_of(trial.problem).keeps_running_statistics) return checks.finding();
  const Observation seen(trial.backend, trial.problem, trial.inputs);
  check_replaced(seen, checks);
  if (!promises_to_forget(trial.backend)) return checks.finding();
  const Observation other(trial.backend, trial.problem,
                          with_another_start(trial.problem, trial.inputs));
  for (Role role : {Role::kRunningMean, Role::kRunningVar}) {
    for (std::int64_t i = 0; i < seen.output(role).count(); ++i) {
      if (group_size(trial.problem) == 0 || seen.bound(role, i).infinite()) continue;
      checks.same_number(seen.output(role), other.output(role), {role, i});
    }
  }
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "momentum_one_replaces",
    .sentence = "With momentum 1 the running statistics become a finite batch's mean and, of "
                "two elements or more, its unbiased variance within their bound; and exactly "
                "the same from any finite start where the average is a weighted sum and the "
                "contract deterministic and position invariant.",
    .reaches = {"momentum=1", "kappa>=1e3", "n=2", "constant_channel"},
    .excludes = {},
    .bend = train_at_momentum_one,
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
