// Groups of nothing and of one element: docs/conventions.md, special values, rows n = 0 and n = 1.
#include <cmath>

#include "core/hazard.h"
#include "properties/affine.h"
#include "properties/bend.h"
#include "properties/exact_group.h"
#include "properties/law.h"
#include "properties/observation.h"

namespace normaudit::properties {
namespace {

void check_each(const Tensor* array, Role role, double expected, Checks& checks) {
  for (std::int64_t i = 0; array != nullptr && i < array->count(); ++i) {
    const double got = array->get(i);
    checks.that(got == expected || (std::isnan(got) && std::isnan(expected)),
                to_string(Place{role, i}) + " of an empty batch is " + std::to_string(got));
  }
}

void check_nothing(const Observation& seen, Checks& checks) {
  const Tensors& out = seen.outputs();
  for (Role role : {Role::kSaveMean, Role::kSaveVar, Role::kSaveInvstd}) {
    check_each(out.find(role), role, std::nan(""), checks);
  }
  for (Role role : {Role::kDweight, Role::kDbias}) check_each(out.find(role), role, 0, checks);
  for (Role role : {Role::kRunningMean, Role::kRunningVar}) {
    const Tensor* kept = out.find(role);
    if (kept != nullptr) checks.same_numbers(*kept, seen.inputs().at(role), role);
  }
  const bool counts = out.has(Role::kRunningMean);
  checks.that(out.num_batches_tracked == seen.inputs().num_batches_tracked + (counts ? 1 : 0),
              "an empty batch is not counted as one");
}

void check_training_of_one(const Observation& seen, const ExactGroup& group, Checks& checks) {
  const std::int64_t place = group.places.front();
  checks.contains_zero(seen.ball(Role::kY, place) - bias_of(seen.problem(), seen.inputs(), place),
                       "y - bias of one element");
  checks.contains_zero(seen.ball(Role::kSaveMean, group.index) - group.x.front(),
                       "save_mean - x of one element");
  checks.contains_zero(seen.ball(Role::kSaveVar, group.index), "save_var of one element");
  if (!seen.outputs().has(Role::kRunningVar)) return;
  checks.that(std::isnan(seen.got(Role::kRunningVar, group.index)),
              "running_var of one element is not NaN");
}

void check_backward_of_one(const Observation& seen, const ExactGroup& group, Checks& checks) {
  const std::int64_t place = group.places.front();
  if (seen.outputs().has(Role::kDx)) {
    checks.contains_zero(seen.ball(Role::kDx, place), "dx of one element");
  }
  const Operator& op = operator_of(seen.problem());
  const bool own_parameters = op.pools_samples && op.channel_span == Operator::ChannelSpan::kOne;
  if (own_parameters && seen.outputs().has(Role::kDweight)) {
    checks.contains_zero(seen.ball(Role::kDweight, group.index), "dweight of one element");
  }
  if (own_parameters && seen.outputs().has(Role::kDbias)) {
    checks.contains_zero(seen.ball(Role::kDbias, group.index) - group.dy.front(),
                         "dbias - dy of one element");
  }
}

Finding check(const Trial& trial) {
  Checks checks;
  const Problem& problem = trial.problem;
  if (!operator_of(problem).centred || group_size(problem) > 1) return checks.finding();
  const Observation seen(trial.backend, problem, trial.inputs);
  if (group_size(problem) == 0) check_nothing(seen, checks);
  for (const ExactGroup& group : exact_groups(problem, trial.inputs)) {
    if (group.places.empty()) continue;
    if (is_backward(problem.pass)) {
      check_backward_of_one(seen, group, checks);
    } else {
      check_training_of_one(seen, group, checks);
    }
  }
  return checks.finding();
}

// A batch of nothing stays one; any other becomes one element per group, where the operator's
// groups may be as small.
void bend(Problem& problem) {
  set_pass(problem, is_backward(problem.pass) ? Pass::kBackward : Pass::kForwardTraining);
  if (problem.shape.batch == 0) return;
  for (std::int64_t& extent : problem.shape.spatial) extent = 1;
  problem = with_batch(problem, 1);
}

const bool kRegistered = register_entry(Law{
    .name = "small_groups",
    .sentence = "A batch of nothing has NaN statistics and zero gradients and keeps the running "
                "statistics; one element gives y = bias, save_var = 0, dx = 0 and dweight = 0 "
                "within bounds, and a running_var of NaN.",
    .reaches = {"n=0", "n=1", "backward", "forward_training", "eps=0"},
    .excludes = {},
    .bend = bend,
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
