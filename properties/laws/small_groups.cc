// Groups of nothing and of one element: docs/conventions.md, special values, rows n = 0 and n = 1.
#include <cmath>

#include "core/hazard.h"
#include "properties/affine.h"
#include "properties/bend.h"
#include "properties/exact_group.h"
#include "properties/gradients.h"
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
  const bool clean =
      seen.findings().empty();  // y and dx are empty: nothing to write, nor around it
  checks.that(clean, clean ? "" : "with an empty batch it " + seen.findings().front());
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

// Through running statistics the formulas of any other n: with V = running_var + eps,
// y - bias = weight*(x - running_mean)/sqrt(V), dx = weight*dy/sqrt(V),
// dweight = dy*(x - running_mean)/sqrt(V), dbias = dy.
void check_running_of_one(const Observation& seen, const ExactGroup& group, Checks& checks) {
  const Problem& problem = seen.problem();
  const std::int64_t place = group.places.front();
  const Ball mean(seen.inputs().at(Role::kRunningMean).get(group.index));
  const Ball variance(seen.inputs().at(Role::kRunningVar).get(group.index));
  const Ball weight = weight_of(problem, seen.inputs(), place);
  const Ball bias = bias_of(problem, seen.inputs(), place);
  if (!mean.finite() || !variance.finite() || !weight.finite() || !bias.finite()) return;
  const Dyadic radicand = variance.centre() + Dyadic::from_double(problem.eps);
  if (radicand.sign() <= 0) return;
  const Dyadic deviation = group.x.front() - mean.centre();
  const auto equals = [&](Role role, std::int64_t index, const Dyadic& coefficient) {
    if (!seen.outputs().has(role)) return;
    const Ball value = seen.ball(role, index) - (role == Role::kY ? bias : Ball());
    equals_quotient(value, {coefficient, radicand}, {role, index}, checks);
  };
  equals(Role::kY, place, weight.centre() * deviation);
  if (!is_backward(problem.pass)) return;
  equals(Role::kDx, place, weight.centre() * group.dy.front());
  if (!groups_are_channels(operator_of(problem))) return;
  equals(Role::kDweight, group.channel, group.dy.front() * deviation);
  if (!seen.outputs().has(Role::kDbias)) return;
  checks.contains_zero(seen.ball(Role::kDbias, group.channel) - group.dy.front(),
                       "dbias - dy of one element");
}

Finding check(const Trial& trial) {
  Checks checks;
  const Problem& problem = trial.problem;
  if (!operator_of(problem).centred || group_size(problem) > 1) return checks.finding();
  const Observation seen(trial.backend, problem, trial.inputs);
  if (group_size(problem) == 0) check_nothing(seen, checks);
  for (const ExactGroup& group : exact_groups(problem, trial.inputs)) {
    if (group.places.empty()) continue;
    if (uses_running_statistics(problem.pass)) {
      check_running_of_one(seen, group, checks);
    } else if (is_backward(problem.pass)) {
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
  if (problem.shape.batch == 0) return;
  for (std::int64_t& extent : problem.shape.spatial) extent = 1;
  problem = with_batch(problem, 1);
}

const bool kRegistered = register_entry(Law{
    .name = "small_groups",
    .sentence =
        "Where the mean is subtracted, a batch of nothing has NaN statistics, zero gradients "
        "and no y or dx, and keeps the running statistics. One finite element gives, in "
        "training, y = bias, save_var = 0, dx = 0 and dweight = 0 within bounds and a "
        "running_var of NaN, and through running statistics the formulas of any batch.",
    .reaches = {"n=0", "n=1", "backward", "backward_inference", "forward_training", "inference",
                "eps=0"},
    .excludes = {},
    .bend = bend,
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
