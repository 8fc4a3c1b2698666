// The verdict itself as a law: every number lies within the bound that the backend's contract
// promises. Its `worst` is error/bound, which is what hill climbing climbs on.
#include <algorithm>

#include "properties/law.h"
#include "properties/observation.h"
#include "properties/oracle_backend.h"
#include "verdict/grade.h"

namespace normaudit::properties {
namespace {

// The exact answers have no bound but their rounding: the grade says whether each is the nearest
// number there is.
Finding check_rounding(const Trial& trial, const Tensors& outputs) {
  Checks checks;
  for (const verdict::OutputGrade& each : verdict::grade(trial.problem, trial.inputs, outputs)) {
    if (each.grade == "vacuous") continue;
    checks.that(each.grade == "correctly_rounded",
                std::string(to_string(each.role)) + " is not correctly rounded");
  }
  return checks.finding();
}

Finding check(const Trial& trial) {
  const Run run = run_backend(trial.backend, trial.problem, trial.inputs);
  if (is_correctly_rounded(trial.backend)) return check_rounding(trial, run.outputs);
  Finding finding;
  const verdict::Verdict verdict =
      verdict::judge(trial.problem, trial.inputs, run.outputs, *trial.backend.contract);
  for (const verdict::OutputVerdict& each : verdict.outputs) {
    finding.assertions += each.elements - each.unbounded;
    finding.worst =
        std::max(finding.worst, each.unbounded == each.elements ? 0 : each.worst.over_bound);
    if (each.status != verdict::Status::kFail || !finding.broken.empty()) continue;
    finding.broken = to_string(Place{each.role, each.worst.logical}) + ": " + each.reason;
  }
  return finding;
}

const bool kRegistered = register_entry(Law{
    .name = "within_bound",
    .sentence =
        "Every element of every output lies within the bound of its backend's contract, and "
        "every answer of the oracle is the exact one rounded once.",
    .reaches = {"backward", "backward_inference", "forward_training", "inference", "kappa>=1e3",
                "variance<eps", "n=1", "non_finite_x"},
    .excludes =
        [](const Backend& backend) {
          return std::string(backend.contract ? "" : "no contract: it is graded instead");
        },
    .bend = {},
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
