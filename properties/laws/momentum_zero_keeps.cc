// running = (1 - 0)*running + 0*batch: nothing moves.
#include <cmath>

#include "properties/bend.h"
#include "properties/law.h"
#include "properties/observation.h"
#include "properties/promise.h"

namespace normaudit::properties {
namespace {

bool is_lost(const Trial& trial, double old) {
  const double smallest = std::ldexp(1.0, format_of(trial.problem.statistic_dtype).min_exponent);
  return promises(trial.backend, &NumericContract::flushes_subnormals) && std::fabs(old) < smallest;
}

Finding check(const Trial& trial) {
  Checks checks;
  if (!operator_of(trial.problem).keeps_running_statistics) return checks.finding();
  const Observation seen(trial.backend, trial.problem, trial.inputs);
  for (Role role : {Role::kRunningMean, Role::kRunningVar}) {
    const Tensor& old = trial.inputs.at(role);
    for (std::int64_t i = 0; i < old.count(); ++i) {
      // Where the batch's statistic may be infinite, so may be its product with 0.
      if (seen.bound(role, i).infinite() || is_lost(trial, old.get(i))) continue;
      checks.same_number(seen.output(role), old, {role, i});
    }
  }
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "momentum_zero_keeps",
    .sentence = "With momentum 0 the running statistics keep their numbers exactly, where they and "
                "the batch's are finite and a subnormal is not flushed.",
    .reaches = {"momentum=0", "kappa>=1e3", "n=2"},
    .excludes = {},
    .bend =
        [](Problem& problem) {
          train_with_running(problem);
          problem.momentum = 0.0;
        },
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
