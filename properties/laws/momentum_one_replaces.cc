// running = (1 - 1)*running + 1*batch: the batch's statistic, whatever the start was.
#include "properties/bend.h"
#include "properties/exact_group.h"
#include "properties/law.h"
#include "properties/observation.h"
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

// (1 - 1)*start is a zero, and adding it changes no number.
bool forgets_bitwise(const NumericContract& contract) {
  return contract.deterministic && contract.ema == NumericContract::EmaForm::kWeightedSum;
}

Finding check(const Trial& trial) {
  Checks checks;
  if (!operator_of(trial.problem).keeps_running_statistics) return checks.finding();
  const Observation seen(trial.backend, trial.problem, trial.inputs);
  check_replaced(seen, checks);
  if (!trial.backend.contract || !forgets_bitwise(*trial.backend.contract)) return checks.finding();
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
    .sentence = "With momentum 1 the running statistics become the batch's mean and unbiased "
                "variance within their bound, and where the average is a weighted sum, exactly the "
                "same from any finite start.",
    .reaches = {"momentum=1", "kappa>=1e3", "n=2", "constant_channel"},
    .excludes = {},
    .bend =
        [](Problem& problem) {
          train_with_running(problem);
          problem.momentum = 1.0;
        },
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
