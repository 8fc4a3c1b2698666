// In training y and the saved statistics are made from the batch alone.
#include <limits>

#include "properties/bend.h"
#include "properties/law.h"
#include "properties/likeness.h"

namespace normaudit::properties {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

// Running statistics of NaN: whatever reads one shows it.
Tensors poisoned(const Tensors& inputs) {
  Tensors result = inputs;
  for (Role role : {Role::kRunningMean, Role::kRunningVar}) {
    if (Tensor* array = result.find(role)) array->fill(kNan);
  }
  return result;
}

Problem with_momentum(Problem problem, std::optional<double> momentum) {
  problem.momentum = momentum;
  return problem;
}

Problem untracked(Problem problem) {
  problem.track_running_stats = false;
  problem.values.erase(Role::kRunningMean);
  problem.values.erase(Role::kRunningVar);
  return problem;
}

Tensors without_running(Tensors inputs) {
  inputs.arrays.erase(Role::kRunningMean);
  inputs.arrays.erase(Role::kRunningVar);
  return inputs;
}

Finding check(const Trial& trial) {
  Checks checks;
  if (!operator_of(trial.problem).keeps_running_statistics) return checks.finding();
  const Observation plain(trial.backend, trial.problem, trial.inputs);
  Philox words = choices_of(trial.problem);
  const double momentum = uniform_unit(words);
  const auto agrees = [&](const Problem& problem, const Tensors& inputs) {
    if (!trial.backend.supports(problem).empty()) return;
    const Observation other(trial.backend, problem, inputs);
    for (Role role : {Role::kY, Role::kSaveMean, Role::kSaveVar, Role::kSaveInvstd}) {
      same_numbers(checks, {plain, other}, role);
    }
  };
  agrees(trial.problem, poisoned(trial.inputs));
  agrees(with_momentum(trial.problem, momentum), trial.inputs);
  agrees(with_momentum(trial.problem, std::nullopt), trial.inputs);
  agrees(untracked(trial.problem), without_running(trial.inputs));
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "training_ignores_running_statistics",
    .sentence = "In training, y and the saved statistics stay whatever the running statistics, "
                "the momentum and the tracking are: the same numbers where the contract is "
                "deterministic and position invariant, within both bounds elsewhere.",
    .reaches = {"momentum=0", "momentum=1", "cumulative", "non_finite_x", "n=0"},
    .excludes = {},
    .bend = train_with_running,
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
