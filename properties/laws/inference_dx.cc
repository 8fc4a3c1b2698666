// dx = weight*dy/sqrt(running_var + eps) through running statistics: x and the other samples of the
// batch have no part in it.
#include <cmath>
#include <limits>

#include "core/run.h"
#include "properties/affine.h"
#include "properties/bend.h"
#include "properties/gradients.h"
#include "properties/law.h"
#include "properties/observation.h"

namespace normaudit::properties {
namespace {

void check_values(const Trial& trial, const Observation& seen, Checks& checks) {
  const Tensor& dy = trial.inputs.at(Role::kDy);
  const std::int64_t channels = trial.problem.shape.channels;
  for (std::int64_t i = 0; i < dy.count(); ++i) {
    const std::int64_t channel = i / trial.problem.shape.spatial_count() % channels;
    const Ball weight = weight_of(trial.problem, trial.inputs, i);
    const double variance = trial.inputs.at(Role::kRunningVar).get(channel);
    if (!weight.finite() || !std::isfinite(dy.get(i)) || !std::isfinite(variance)) continue;
    const Dyadic radicand = Dyadic::from_double(variance) + Dyadic::from_double(trial.problem.eps);
    if (radicand.sign() <= 0) continue;
    equals_quotient(seen.ball(Role::kDx, i),
                    {weight.centre() * Dyadic::from_double(dy.get(i)), radicand}, {Role::kDx, i},
                    checks);
  }
}

void check_blindness(const Trial& trial, const Tensor& dx, Checks& checks) {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  const Run poisoned =
      run_backend(trial.backend, trial.problem,
                  with(trial.inputs, Role::kX, filled(trial.problem, Role::kX, kNan)));
  checks.same_bits(dx, poisoned.outputs.at(Role::kDx), Role::kDx);
  const Problem alone = with_batch(trial.problem, 1);
  const std::int64_t samples = trial.problem.shape.batch;
  if (samples == 0 || !trial.backend.supports(alone).empty()) return;
  Philox words = choices_of(trial.problem);
  const auto sample =
      static_cast<std::int64_t>(uniform_below(words, static_cast<std::uint64_t>(samples)));
  const Run single = run_backend(trial.backend, alone, samples_of(alone, trial.inputs, sample));
  const Tensor& part = single.outputs.at(Role::kDx);
  for (std::int64_t i = 0; i < part.count(); ++i) {
    const std::int64_t place = sample * part.count() + i;
    checks.that(part.bits(i) == dx.bits(place),
                to_string(Place{Role::kDx, place}) + " has other bits without its batch mates");
  }
}

Finding check(const Trial& trial) {
  Checks checks;
  if (!operator_of(trial.problem).keeps_running_statistics) return checks.finding();
  const Observation seen(trial.backend, trial.problem, trial.inputs);
  check_values(trial, seen, checks);
  if (trial.backend.contract && trial.backend.contract->deterministic &&
      trial.backend.contract->position_invariant) {
    check_blindness(trial, seen.output(Role::kDx), checks);
  }
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "inference_dx",
    .sentence = "Through running statistics with running_var + eps > 0, dx = "
                "weight*dy/sqrt(running_var + eps) within its bound; where the contract is "
                "deterministic and blind to position, dx has the same bits with NaN for every x "
                "and for each sample alone.",
    .reaches = {"backward_inference", "negative_weight", "no_weight", "non_finite_x", "samples>1"},
    .excludes = {},
    .bend = differentiate_inference,
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
