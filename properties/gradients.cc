// Shared steps of the laws about gradients.
#include "properties/gradients.h"

#include "properties/bend.h"
#include "properties/side.h"

namespace normaudit::properties {

void ask_for_gradients(Problem& problem) {
  if (!is_backward(problem.pass)) set_pass(problem, Pass::kBackward);
  problem.gradients = {};
}

void differentiate_batch(Problem& problem) {
  set_pass(problem, Pass::kBackward);
  problem.gradients = {};
  one_weight_per_group(problem);
}

void differentiate_inference(Problem& problem) {
  set_pass(problem, Pass::kBackwardInference);
  problem.gradients = {};
}

bool groups_are_channels(const Operator& op) {
  return op.pools_samples && op.channel_span == Operator::ChannelSpan::kOne &&
         op.affine_index == Operator::AffineIndex::kChannel;
}

Tensor any_direction(const Problem& problem, Philox& words) {
  Tensor array = make_array(problem, Role::kDy);
  for (std::int64_t i = 0; i < array.count(); ++i) array.set(i, standard_normal(words));
  return array;
}

void equals_quotient(const Ball& value, const Quotient& quotient, const Place& place,
                     Checks& checks) {
  if (value.radius().infinite()) return;
  // Powers of two that bring both sides near 1, so that no square leaves the range of a radius.
  const std::int64_t half = -quotient.radicand.top_exponent() / 2;
  const Dyadic radicand = quotient.radicand.scaled(2 * half);
  Dyadic coefficient = quotient.coefficient.scaled(half);
  const std::int64_t shift = coefficient.is_zero() ? 0 : -coefficient.top_exponent();
  coefficient = coefficient.scaled(shift);
  const Ball scaled = value * Ball(Dyadic::power_of_two(shift));
  checks.contains_zero(scaled * scaled * radicand - coefficient * coefficient,
                       to_string(place) + "^2 beside its exact square, scaled");
  checks.that(may_reach_zero(scaled * coefficient), to_string(place) + " has the wrong sign");
}

}  // namespace normaudit::properties
