// Double backward in closed form (reference/double_backward.h): against the gradients that came
// out, of which M = <h, dx> + p*dweight + q*dbias is made and in which it is linear in dy and
// weight, and against exact differences of M in x.
#include "reference/double_backward.h"

#include <cmath>

#include "properties/difference.h"
#include "properties/gradients.h"
#include "properties/law.h"
#include "properties/observation.h"
#include "properties/oracle_backend.h"
#include "properties/promise.h"

namespace normaudit::properties {
namespace {

using reference::BatchChannel;
using reference::DoubleBackward;
using reference::Surd;

Ball value_of(const Surd& surd) {
  return Ball(surd.numerator) + enclosed(surd.coefficient, surd.root->radicand);
}

// <h, dx> and p*dweight for a group with other x: coefficients over W^(3/2) and over sqrt(W).
struct Scalar {
  Dyadic of_dx;
  Dyadic of_dweight;
  Dyadic radicand;
};

Scalar scalar_of(const DoubleBackward::Group& group, const Dyadic& eps) {
  reference::Sums sums;
  for (std::size_t i = 0; i < group.x.size(); ++i) sums.add(group.x[i], group.dy[i]);
  const BatchChannel channel(sums, {.eps = eps});
  const Surd dweight = channel.dweight();
  Scalar scalar{.of_dx = {},
                .of_dweight = group.of_dweight * dweight.coefficient,
                .radicand = dweight.root->radicand};
  for (std::size_t i = 0; i < group.x.size(); ++i) {
    const Surd dx = channel.dx(group.x[i], group.dy[i], group.weight);
    scalar.of_dx = scalar.of_dx + group.of_dx[i] * dx.coefficient;
  }
  return scalar;
}

Ball difference_by_x(const DoubleBackward::Group& group, const Dyadic& eps, std::size_t i) {
  const Scalar middle = scalar_of(group, eps);
  const std::int64_t exponent =
      step_exponent(middle.radicand, static_cast<std::int64_t>(group.x.size()));
  DoubleBackward::Group moved = group;
  moved.x[i] = group.x[i] - Dyadic::power_of_two(exponent);
  const Scalar before = scalar_of(moved, eps);
  moved.x[i] = group.x[i] + Dyadic::power_of_two(exponent);
  const Scalar after = scalar_of(moved, eps);
  const std::array radicand{before.radicand, middle.radicand, after.radicand};
  const Ball of_dx = central_derivative(
      {.coefficient = {before.of_dx, middle.of_dx, after.of_dx}, .radicand = radicand, .power = 3});
  const Ball of_dweight =
      central_derivative({.coefficient = {before.of_dweight, middle.of_dweight, after.of_dweight},
                          .radicand = radicand});
  return scaled(of_dx + of_dweight, -exponent);
}

// M and <h, dx> from what came out, against what the closed form makes of them.
void check_outputs(const Observation& seen, const ExactGroup& where,
                   const DoubleBackward::Group& group, const DoubleBackward& closed,
                   Checks& checks) {
  Ball of_dx;
  Surd by_dy = closed.by_dy(0);  // <dM/ddy, dy>; all have one root
  by_dy.numerator = by_dy.coefficient = {};
  for (std::size_t i = 0; i < group.x.size(); ++i) {
    of_dx = of_dx + seen.ball(Role::kDx, where.places[i]) * group.of_dx[i];
    const Surd each = closed.by_dy(i);
    by_dy.numerator = by_dy.numerator + each.numerator * group.dy[i];
    by_dy.coefficient = by_dy.coefficient + each.coefficient * group.dy[i];
  }
  const Ball whole = of_dx + seen.ball(Role::kDweight, where.channel) * group.of_dweight +
                     seen.ball(Role::kDbias, where.channel) * group.of_dbias;
  const std::string name = " of group " + std::to_string(where.index);
  checks.contains_zero(whole - value_of(by_dy), "M - <dM/ddy, dy>" + name);
  checks.contains_zero(of_dx - value_of(closed.by_weight()) * group.weight,
                       "<h, dx> - weight*dM/dweight" + name);
}

Finding check(const Trial& trial) {
  Checks checks;
  const Operator& op = operator_of(trial.problem);
  if (!op.centred || !groups_are_channels(op)) return checks.finding();
  const Dyadic eps = Dyadic::from_double(trial.problem.eps);
  const Observation seen(trial.backend, trial.problem, trial.inputs);
  Philox words = choices_of(trial.problem);
  const auto any_number = [&] { return Dyadic::from_double(standard_normal(words)); };
  for (const ExactGroup& where : exact_groups(trial.problem, trial.inputs)) {
    const Tensor* weights = trial.inputs.find(Role::kWeight);
    const double weight = weights == nullptr ? 1 : weights->get(where.channel);
    if (where.radicand(trial.problem.eps).sign() <= 0 || !std::isfinite(weight)) continue;
    DoubleBackward::Group group{.x = where.x,
                                .dy = where.dy,
                                .weight = Dyadic::from_double(weight),
                                .of_dx = {},
                                .of_dweight = any_number(),
                                .of_dbias = any_number()};
    for (std::size_t i = 0; i < where.x.size(); ++i) group.of_dx.push_back(any_number());
    const DoubleBackward closed(group, {.eps = eps});
    check_outputs(seen, where, group, closed, checks);
    const std::size_t i = uniform_below(words, group.x.size());
    checks.contains_zero(
        difference_by_x(group, eps, i) - value_of(closed.by_x(i)),
        "the difference quotient of M less dM/dx[" + std::to_string(where.places[i]) + ']');
  }
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "double_backward",
    .sentence = "The closed form of the gradients of M = <h, dx> + p*dweight + q*dbias agrees, "
                "where V > 0, with exact differences of the oracle's M in x, and with its rounded "
                "gradients by M = <dM/ddy, dy> and <h, dx> = weight*dM/dweight.",
    .reaches = {"kappa>=1e3", "variance<eps", "n=2", "eps=0", "negative_weight", "float64"},
    .excludes = unless_oracle,
    .bend = differentiate_batch,
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
