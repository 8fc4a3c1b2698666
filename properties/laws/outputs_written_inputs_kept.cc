// A call writes all of its outputs and nothing else, and its outputs do not depend on what was in
// their storage before.
#include "core/run.h"
#include "properties/law.h"

namespace normaudit::properties {
namespace {

// The backend, its outputs filled with a number that is not the usual NaN; running statistics are
// in-out and stay.
Backend on_filled_outputs(const Backend& backend, double number) {
  Backend result = backend;
  result.run = [&backend, number](const Problem& problem, const Tensors& inputs, Tensors& outputs) {
    for (auto& [role, array] : outputs.arrays) {
      if (role != Role::kRunningMean && role != Role::kRunningVar) array.fill(number);
    }
    backend.run(problem, inputs, outputs);
  };
  return result;
}

Finding check(const Trial& trial) {
  Philox words = choices_of(trial.problem);
  const double number = 1 + static_cast<double>(uniform_below(words, 64));
  const Run on_nan = run_backend(trial.backend, trial.problem, trial.inputs);
  const Run on_number =
      run_backend(on_filled_outputs(trial.backend, number), trial.problem, trial.inputs);
  Checks checks;
  for (const Run* run : {&on_nan, &on_number}) {
    checks.that(run->findings.empty(), run->findings.empty() ? "" : "it " + run->findings.front());
  }
  if (!trial.backend.contract->deterministic) return checks.finding();
  for (Role role : outputs_of(trial.problem)) {
    checks.same_bits(on_nan.outputs.at(role), on_number.outputs.at(role), role);
  }
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "outputs_written_inputs_kept",
    .sentence = "A call leaves its inputs, the guards and gaps of every array and the "
                "floating-point environment as they were, and writes every element of its "
                "outputs, whatever was there before (running statistics excepted); the last is "
                "asked of deterministic backends.",
    .reaches = {"backward", "backward_inference", "forward_training", "inference", "nhwc",
                "strided", "n=0", "n=1", "non_finite_x"},
    .excludes = {},
    .bend = {},
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
