// Gradients of the parts of a batch add up to those of the whole: through running statistics for
// any two parts, through batch statistics for a batch beside its own copy.
#include <array>

#include "properties/bend.h"
#include "properties/gradients.h"
#include "properties/inputs.h"
#include "properties/law.h"
#include "properties/observation.h"

namespace normaudit::properties {
namespace {

constexpr std::array kAffine{Role::kDweight, Role::kDbias};

void check_parts(const Trial& trial, Checks& checks) {
  const std::int64_t samples = trial.problem.shape.batch;
  Philox words = choices_of(trial.problem);
  const auto cut =
      static_cast<std::int64_t>(uniform_below(words, static_cast<std::uint64_t>(samples) + 1));
  const Problem head = with_batch(trial.problem, cut);
  const Problem tail = with_batch(trial.problem, samples - cut);
  if (!trial.backend.supports(head).empty() || !trial.backend.supports(tail).empty()) return;
  const Observation whole(trial.backend, trial.problem, trial.inputs);
  const Observation first(trial.backend, head, samples_of(head, trial.inputs, 0));
  const Observation second(trial.backend, tail, samples_of(tail, trial.inputs, cut));
  for (Role role : kAffine) {
    for (std::int64_t i = 0; i < whole.output(role).count(); ++i) {
      checks.contains_zero(whole.ball(role, i) - first.ball(role, i) - second.ball(role, i),
                           to_string(Place{role, i}) + " less the sum over its parts");
    }
  }
}

void check_copies(const Trial& trial, Checks& checks) {
  const Problem twice = with_batch(trial.problem, 2 * trial.problem.shape.batch);
  const bool fits = operator_of(trial.problem).pools_samples && trial.problem.shape.count() > 0;
  if (!fits || !trial.backend.supports(twice).empty()) return;
  const Observation once(trial.backend, trial.problem, trial.inputs);
  const Observation both(trial.backend, twice, beside_itself(twice, trial.inputs));
  const Ball two(2.0);
  for (Role role : kAffine) {
    for (std::int64_t i = 0; i < once.output(role).count(); ++i) {
      checks.contains_zero(both.ball(role, i) - two * once.ball(role, i),
                           to_string(Place{role, i}) + " of a batch and its copy, less twice one");
    }
  }
  const std::int64_t count = once.output(Role::kDx).count();
  for (std::int64_t i = 0; i < 2 * count; ++i) {
    checks.contains_zero(both.ball(Role::kDx, i) - once.ball(Role::kDx, i % count),
                         to_string(Place{Role::kDx, i}) + " of a batch and its copy, less one's");
  }
}

Finding check(const Trial& trial) {
  Checks checks;
  if (trial.problem.pass == Pass::kBackward) check_copies(trial, checks);
  if (trial.problem.pass == Pass::kBackwardInference) check_parts(trial, checks);
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "gradient_accumulation",
    .sentence = "Of finite numbers, through running statistics, dweight and dbias are the sums "
                "of those of any two parts of the batch; through batch statistics, a batch "
                "beside its own copy has twice the dweight and dbias and the same dx: within "
                "bounds.",
    .reaches = {"backward", "backward_inference", "n=0", "kappa>=1e3", "samples>1"},
    .excludes = {},
    .bend = ask_for_gradients,
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
