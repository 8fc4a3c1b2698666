// y(2^k*x, 4^k*eps) = y(x, eps), and dx(2^k*x, 4^k*eps) = 2^-k*dx(x, eps): a unit of measurement.
#include <cmath>
#include <optional>

#include "properties/law.h"
#include "properties/likeness.h"
#include "properties/promise.h"
#include "properties/range_watch.h"

namespace normaudit::properties {
namespace {

// By which power of 2^k an array follows x.
int power_of(Role role) {
  switch (role) {
    case Role::kX:
    case Role::kRunningMean:
    case Role::kSaveMean:
      return 1;
    case Role::kRunningVar:
    case Role::kSaveVar:
      return 2;
    case Role::kSaveInvstd:
    case Role::kDx:
      return -1;
    default:
      return 0;
  }
}

// False where a number would leave its format.
bool scale(Tensor& array, int shift) {
  for (std::int64_t i = 0; i < array.count(); ++i) {
    const double old = array.get(i);
    array.set(i, std::ldexp(old, shift));
    if (std::isfinite(old) && std::ldexp(array.get(i), -shift) != old) return false;
  }
  return true;
}

struct Scaled {
  Problem problem;
  Tensors inputs;
  int k;
};

// The largest k of the drawn one and its halves that no input is lost to.
std::optional<Scaled> scaled(const Problem& problem, const Tensors& inputs) {
  Philox words = choices_of(problem);
  const auto reach = std::int64_t{1} << uniform_below(words, 8);
  const int sign = uniform_below(words, 2) == 0 ? 1 : -1;
  for (int k = sign * static_cast<int>(1 + uniform_below(words, reach)); k != 0; k /= 2) {
    Scaled result{problem, inputs, k};
    result.problem.eps = std::ldexp(problem.eps, 2 * k);
    bool exact = std::ldexp(result.problem.eps, -2 * k) == problem.eps;
    for (auto& [role, array] : result.inputs.arrays) {
      exact = exact && (power_of(role) == 0 || scale(array, k * power_of(role)));
    }
    if (exact) return result;
  }
  return std::nullopt;
}

// Each is in the normal range, and so is what the other says it should be: a number that was
// flushed to 0 has a partner that tells.
bool are_normal(Dtype dtype, double before, double after, int shift) {
  return is_normal_or_zero(dtype, before) && is_normal_or_zero(dtype, after) &&
         is_normal_or_zero(dtype, std::ldexp(before, shift)) &&
         is_normal_or_zero(dtype, std::ldexp(after, -shift));
}

// A backend may hold eps in float32.
bool eps_is_normal(double before, double after) {
  const double least = std::ldexp(1.0, format_of(Dtype::kFloat32).min_exponent);
  return before == 0 || (before >= least && after >= least);
}

// save_mean and save_invstd are narrowed on their way to backward, where no flag shows it:
// narrowing is software.
bool saved_are_normal(const Trial& trial, const Scaled& twin) {
  if (trial.problem.pass != Pass::kBackward) return true;
  const Run before = run_backend(trial.backend, forward_of(trial.problem), trial.inputs);
  const Run after = run_backend(trial.backend, forward_of(twin.problem), twin.inputs);
  if (!before.unsupported.empty()) return false;
  for (Role role : {Role::kSaveMean, Role::kSaveInvstd}) {
    const Tensor& a = before.outputs.at(role);
    const Tensor& b = after.outputs.at(role);
    for (std::int64_t i = 0; i < a.count(); ++i) {
      if (!are_normal(a.dtype(), a.get(i), b.get(i), twin.k * power_of(role))) return false;
    }
  }
  return true;
}

Finding check(const Trial& trial) {
  const std::optional<Scaled> twin = scaled(trial.problem, trial.inputs);
  if (!twin) return {};
  const RangeWatch watch;
  const Observation before(trial.backend, trial.problem, trial.inputs);
  const Observation after(trial.backend, twin->problem, twin->inputs);
  const bool exact = watch.stayed_normal() && promises_bits_between_calls(trial.backend) &&
                     eps_is_normal(trial.problem.eps, twin->problem.eps) &&
                     saved_are_normal(trial, *twin);
  Checks checks;
  for (Role role : outputs_of(trial.problem)) {
    const Tensor& a = before.output(role);
    const Tensor& b = after.output(role);
    const int shift = twin->k * power_of(role);
    for (std::int64_t i = 0; i < a.count() && !checks.failed(); ++i) {
      const auto what = [&] {
        return to_string(Place{role, i}) + " does not scale by 2^" + std::to_string(shift);
      };
      if (exact && are_normal(a.dtype(), a.get(i), b.get(i), shift)) {
        const bool scales = std::ldexp(a.get(i), shift) == b.get(i);
        checks.that(scales, scales ? "" : what());
        continue;
      }
      const Ball ball =
          after.ball(role, i) - Ball(Dyadic::power_of_two(shift)) * before.ball(role, i);
      if (!ball.radius().infinite()) checks.contains_zero(ball, what() + " and the difference");
    }
  }
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "power_of_two_scale",
    .sentence = "With 2^k*x, 4^k*eps and running statistics to match, y, dweight and dbias "
                "stay, means scale by 2^k, variances by 4^k, save_invstd and dx by 2^-k, within "
                "both bounds; exactly where the contract is deterministic and position "
                "invariant and both runs stay in the normal range (no underflow or overflow is "
                "flagged; eps, the saved statistics and what came out are normal or 0).",
    .reaches = {"backward", "backward_inference", "forward_training", "inference", "kappa>=1e3",
                "variance<eps", "eps=0", "subnormal_x"},
    .excludes = {},
    .bend = {},
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
