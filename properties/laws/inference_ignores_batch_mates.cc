// In inference a sample alone is what it is in company.
#include "properties/inference.h"
#include "properties/law.h"
#include "properties/likeness.h"

namespace normaudit::properties {
namespace {

Finding check(const Trial& trial) {
  const Problem& problem = trial.problem;
  if (!uses_running_statistics(problem.pass) || problem.shape.batch == 0) return {};
  Philox words = choices_of(problem);
  const auto sample = static_cast<std::int64_t>(uniform_below(words, problem.shape.batch));
  const Problem one = with_batch(problem, 1);
  if (!trial.backend.supports(one).empty()) return {};
  const Observation together(trial.backend, problem, trial.inputs);
  const Observation alone(trial.backend, one, samples_of(one, trial.inputs, sample));
  const Role role = is_backward(problem.pass) ? Role::kDx : Role::kY;
  const std::int64_t count = one.shape.count();
  Checks checks;
  for (std::int64_t i = 0; i < count && !checks.failed(); ++i) {
    same_as_promised(checks, {together, alone}, {role, sample * count + i, i});
  }
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "inference_ignores_batch_mates",
    .sentence = "Through running statistics, y and dx of a sample alone equal those in its "
                "batch: bit for bit where the contract is deterministic and position invariant, "
                "within both bounds elsewhere.",
    .reaches = {"inference", "backward_inference", "samples>1", "non_finite_x", "nhwc"},
    .excludes = {},
    .bend = use_running_statistics,
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
