// Inference and both backward passes read running statistics at most: only training moves them.
#include <algorithm>

#include "core/hazard.h"
#include "core/run.h"
#include "properties/bend.h"
#include "properties/law.h"

namespace normaudit::properties {
namespace {

// Backward is handed them too, as a layer would that owns them.
Tensors with_running(const Problem& problem, Tensors inputs) {
  Problem owner = problem;
  train_with_running(owner);
  const Tensors all = make_inputs(owner);
  for (Role role : {Role::kRunningMean, Role::kRunningVar}) {
    if (all.has(role)) inputs.arrays.emplace(role, all.at(role));
  }
  return inputs;
}

Finding check(const Trial& trial) {
  Checks checks;
  const Tensors inputs = with_running(trial.problem, trial.inputs);
  const Run run = run_backend(trial.backend, trial.problem, inputs);
  // core/run.h hands the backend a copy and finds what it writes there.
  checks.that(run.findings.empty(), run.findings.empty() ? "" : "it " + run.findings.front());
  const std::vector<Role> wanted = outputs_of(trial.problem);
  for (const auto& [role, array] : run.outputs.arrays) {
    checks.that(std::ranges::count(wanted, role) > 0,
                "left an output " + std::string(to_string(role)));
  }
  checks.that(run.outputs.num_batches_tracked == inputs.num_batches_tracked,
              "counted a batch outside training");
  return checks.finding();
}

void bend(Problem& problem) {
  if (problem.pass != Pass::kForwardTraining) return;
  const bool keeps = operator_of(problem).keeps_running_statistics;
  set_pass(problem, keeps ? Pass::kInference : Pass::kBackward);
}

const bool kRegistered = register_entry(Law{
    .name = "running_statistics_untouched",
    .sentence = "Inference, backward and backward_inference leave the running statistics, the "
                "count of batches and every other input bit for bit as they were.",
    .reaches = {"inference", "backward", "backward_inference", "n=0", "non_finite_x"},
    .excludes = {},
    .bend = bend,
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
