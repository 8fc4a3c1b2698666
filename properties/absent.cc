// Running without an array and with what its absence means.
#include "properties/absent.h"

#include "properties/inputs.h"
#include "properties/likeness.h"

namespace normaudit::properties {

void leave_out(Problem& problem, const Absent& absent) {
  problem.*absent.present = false;
  problem.values.erase(absent.role);
}

Finding compare_with_filled(const Trial& trial, const Absent& absent) {
  Checks checks;
  Problem whole = trial.problem;
  whole.*absent.present = true;
  if (!trial.backend.supports(whole).empty()) return checks.finding();
  const Observation without(trial.backend, trial.problem, trial.inputs);
  const Observation beside(
      trial.backend, whole,
      with(trial.inputs, absent.role, filled(whole, absent.role, absent.value)));
  for (Role role : outputs_of(trial.problem)) same_numbers(checks, {without, beside}, role);
  return checks.finding();
}

}  // namespace normaudit::properties
