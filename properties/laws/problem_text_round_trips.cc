// The canonical text of a problem says everything: parsing it gives the same problem, the same
// inputs and the same answers.
#include "core/hazard.h"
#include "core/run.h"
#include "properties/law.h"
#include "properties/promise.h"

namespace normaudit::properties {
namespace {

Finding check(const Trial& trial) {
  Checks checks;
  const std::string text = to_string(trial.problem);
  const Problem parsed = parse_problem(text);
  checks.that(to_string(parsed) == text, "its text reads back as '" + to_string(parsed) + "'");
  const Tensors again = make_inputs(parsed);
  for (const auto& [role, array] : trial.inputs.arrays) {
    checks.same_bits(array, again.at(role), role);
  }
  if (!promises(trial.backend, &NumericContract::deterministic)) return checks.finding();
  const Run first = run_backend(trial.backend, trial.problem, trial.inputs);
  const Run second = run_backend(trial.backend, parsed, again);
  for (Role role : outputs_of(parsed)) {
    checks.same_bits(first.outputs.at(role), second.outputs.at(role), role);
  }
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "problem_text_round_trips",
    .sentence = "Parsing the text of a problem gives the same problem and, bit for bit, the same "
                "inputs and a deterministic backend's same outputs.",
    .reaches = {"strided", "nhwc", "cumulative", "n=0"},
    .excludes = {},
    .bend = {},
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
