// A call writes all of its outputs and nothing else, and its outputs do not depend on what was in
// their storage before.
#include "core/run.h"
#include "properties/law.h"
#include "properties/likeness.h"
#include "properties/promise.h"

namespace normaudit::properties {
namespace {

// The backend, its outputs filled with a number: on core/run.h's NaN, what is added to it would not
// show. Running statistics are in-out and stay.
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
  const auto run_on = [&](double old) {
    return run_backend(on_filled_outputs(trial.backend, old), trial.problem, trial.inputs);
  };
  const Run first = run_on(number);
  const Run second = run_on(-number);
  Checks checks;
  for (const Run* run : {&first, &second}) {
    checks.that(run->findings.empty(), run->findings.empty() ? "" : "it " + run->findings.front());
    const std::int64_t more = run->outputs.num_batches_tracked - trial.inputs.num_batches_tracked;
    const bool counts = trial.problem.pass == Pass::kForwardTraining;
    checks.that(more == (counts && run->outputs.has(Role::kRunningMean) ? 1 : 0),
                "num_batches_tracked grew by " + std::to_string(more));
  }
  if (!promises(trial.backend, &NumericContract::deterministic)) return checks.finding();
  for (Role role : outputs_of(trial.problem)) {
    same_bits_or_nan(checks, first.outputs.at(role), second.outputs.at(role), role);
  }
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "outputs_written_inputs_kept",
    .sentence = "A call leaves its inputs, the guards and gaps of every array and the "
                "floating-point environment as they were, and writes every element of its "
                "outputs, gradients included, whatever was there before (running statistics "
                "excepted, whose count grows by 1 in training); of what was there, only "
                "deterministic backends are asked.",
    .reaches = {"backward", "backward_inference", "forward_training", "inference", "nhwc",
                "strided", "some_gradients", "n=0", "n=1", "non_finite_x"},
    .excludes = {},
    .bend = {},
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
