// sum dx*xhat = weight*invstd*(eps/V)*dweight with V = variance + eps: scaling x by 1 + t only
// moves eps/V. Free of roots: W * sum dx_i*(n*x_i - S1) = weight*eps*n^3*dweight.
#include "properties/affine.h"
#include "properties/gradients.h"
#include "properties/law.h"
#include "properties/observation.h"

namespace normaudit::properties {
namespace {

void check_group(const Observation& seen, const ExactGroup& group, Checks& checks) {
  const Dyadic radicand = group.radicand(seen.problem().eps);
  if (radicand.sign() <= 0) return;
  // Near 1, so that no product leaves the range of a radius.
  const std::int64_t shift = -radicand.top_exponent();
  Ball along;
  for (std::size_t i = 0; i < group.places.size(); ++i) {
    along = along + seen.ball(Role::kDx, group.places[i]) * group.scaled_deviation(i);
  }
  const Dyadic eps = Dyadic::from_double(seen.problem().eps) * group.n * group.n * group.n;
  const Ball weight = weight_of(seen.problem(), seen.inputs(), group.places.front());
  const Ball expected = weight * eps.scaled(shift) * seen.ball(Role::kDweight, group.channel);
  checks.contains_zero(along * radicand.scaled(shift) - expected,
                       "the scaled part of dx along xhat, less its share of dweight, in group " +
                           std::to_string(group.index));
}

Finding check(const Trial& trial) {
  Checks checks;
  const Operator& op = operator_of(trial.problem);
  if (!op.centred || !groups_are_channels(op)) return checks.finding();
  const Observation seen(trial.backend, trial.problem, trial.inputs);
  for (const ExactGroup& group : exact_groups(trial.problem, trial.inputs)) {
    check_group(seen, group, checks);
  }
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "dx_along_normalized",
    .sentence = "Through batch statistics less their mean, sum dx*xhat = "
                "weight*invstd*(eps/V)*dweight over every group of finite x and dy with V = "
                "variance + eps > 0, within the bounds of dx and dweight.",
    .reaches = {"kappa>=1e3", "variance<eps", "n=2", "eps=0", "negative_weight"},
    .excludes = {},
    .bend = differentiate_batch,
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
