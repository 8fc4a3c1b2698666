// A batch beside its own copy has the same mean, variance and y. Only the Bessel factor moves, from
// n/(n - 1) to 2n/(2n - 1): n*(n - 1)*(2n - 1)*(running_var' - running_var) = -m * n^2 var.
#include "properties/bend.h"
#include "properties/exact_group.h"
#include "properties/inputs.h"
#include "properties/law.h"
#include "properties/likeness.h"
#include "properties/observation.h"
#include "properties/oracle_backend.h"
#include "properties/succession.h"

namespace normaudit::properties {
namespace {

void check_running(const Observation& once, const Observation& twice, const ExactGroup& group,
                   Checks& checks) {
  const Problem& problem = once.problem();
  const Dyadic one = Dyadic::power_of_two(0);
  const Blend blend = blend_of(problem, problem.num_batches_tracked);
  const auto grown = [&](Role role) {
    return (twice.ball(role, group.index) - once.ball(role, group.index)) * blend.whole;
  };
  const std::string where = " of group " + std::to_string(group.index);
  checks.contains_zero(grown(Role::kRunningMean), "the change of running_mean" + where);
  const Dyadic factor = group.n * (group.n - one) * (group.n + group.n - one);
  checks.contains_zero(grown(Role::kRunningVar) * factor + blend.taken * group.scaled_variance(),
                       "running_var's change beside the Bessel factor's" + where);
}

void check_group(const Observation& once, const Observation& twice, const ExactGroup& group,
                 Checks& checks) {
  for (Role role : {Role::kSaveMean, Role::kSaveVar, Role::kSaveInvstd}) {
    checks.contains_zero(twice.ball(role, group.index) - once.ball(role, group.index),
                         "the change of " + to_string(Place{role, group.index}));
  }
  for (std::int64_t place : group.places) {
    for (std::int64_t copy : {place, place + once.output(Role::kY).count()}) {
      checks.contains_zero(twice.ball(Role::kY, copy) - once.ball(Role::kY, place),
                           "the change of " + to_string(Place{Role::kY, copy}));
    }
  }
}

Finding check(const Trial& trial) {
  Checks checks;
  const Operator& op = operator_of(trial.problem);
  const Problem doubled = with_batch(trial.problem, 2 * trial.problem.shape.batch);
  const bool fits = op.pools_samples && op.centred && trial.problem.shape.count() > 0;
  if (!fits || !trial.backend.supports(doubled).empty()) return checks.finding();
  const Observation once(trial.backend, trial.problem, trial.inputs);
  const Observation twice(trial.backend, doubled, beside_itself(doubled, trial.inputs));
  for (const ExactGroup& group : exact_groups(trial.problem, trial.inputs)) {
    check_group(once, twice, group, checks);
    if (op.keeps_running_statistics) check_running(once, twice, group, checks);
  }
  if (!is_correctly_rounded(trial.backend)) return checks.finding();
  const Pair pair{once, twice};
  for (Role role : {Role::kSaveMean, Role::kSaveVar, Role::kSaveInvstd}) {
    alike(checks, pair, {role, {}, true});
  }
  const std::int64_t count = once.output(Role::kY).count();
  for (std::int64_t i = 0; i < 2 * count && !checks.failed(); ++i) {
    same_bits_or_nan(checks, pair, {Role::kY, i % count, i});
  }
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "duplicated_batch",
    .sentence = "A batch less its mean, beside its own copy, has the same mean, variance and y, "
                "within bounds where x is finite and bit for bit for the oracle; of the running "
                "statistics of two elements or more only running_var moves, by the Bessel "
                "factor's change.",
    .reaches = {"kappa>=1e3", "variance<eps", "n=2", "momentum=1", "cumulative"},
    .excludes = {},
    .bend = train_with_running,
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
