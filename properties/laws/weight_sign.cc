// weight -> -weight negates y - bias and dx, and changes nothing else: rounding is symmetric.
#include <cmath>

#include "properties/affine.h"
#include "properties/inputs.h"
#include "properties/law.h"
#include "properties/likeness.h"
#include "properties/observation.h"
#include "properties/promise.h"

namespace normaudit::properties {
namespace {

bool negated(double a, double b) { return a == -b || (std::isnan(a) && std::isnan(b)); }

void check_negated(const Observation& plain, const Observation& turned, Role role, Checks& checks) {
  const bool promised = promises_bits_between_calls(plain.backend());
  for (std::int64_t i = 0; i < plain.output(role).count(); ++i) {
    const std::string what = to_string(Place{role, i}) + " with either sign of the weight";
    if (promised) {
      checks.that(negated(plain.got(role, i), turned.got(role, i)), what + " is not negated");
    } else {
      checks.contains_zero(plain.ball(role, i) + turned.ball(role, i), what + " and the sum");
    }
  }
}

void check_about_bias(const Observation& plain, const Observation& turned, Checks& checks) {
  for (std::int64_t i = 0; i < plain.output(Role::kY).count(); ++i) {
    const Ball bias = bias_of(plain.problem(), plain.inputs(), i);
    checks.contains_zero(
        plain.ball(Role::kY, i) + turned.ball(Role::kY, i) - Ball(2.0) * bias,
        to_string(Place{Role::kY, i}) + " with either sign of the weight, less twice the bias");
  }
}

Finding check(const Trial& trial) {
  Checks checks;
  Tensor weight = trial.inputs.at(Role::kWeight);
  for (std::int64_t i = 0; i < weight.count(); ++i) weight.set(i, -weight.get(i));
  const Observation plain(trial.backend, trial.problem, trial.inputs);
  const Observation turned(trial.backend, trial.problem,
                           with(trial.inputs, Role::kWeight, std::move(weight)));
  for (Role role : outputs_of(trial.problem)) {
    if (role == Role::kY && trial.problem.has_bias) {
      check_about_bias(plain, turned, checks);
    } else if (role == Role::kY || role == Role::kDx) {
      check_negated(plain, turned, role, checks);
    } else {
      same_numbers(checks, {plain, turned}, role);
    }
  }
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "weight_sign",
    .sentence = "With -weight for weight, y without a bias and dx are negated and every other "
                "output stays, exactly where the contract is deterministic and position "
                "invariant and within both bounds elsewhere; y with a bias is mirrored at it, "
                "within both bounds.",
    .reaches = {"forward_training", "inference", "backward", "backward_inference",
                "negative_weight", "zero_weight", "no_bias", "kappa>=1e3"},
    .excludes = {},
    .bend = [](Problem& problem) { problem.has_weight = true; },
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
