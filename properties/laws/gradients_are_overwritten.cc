// Gradients are results, not accumulators: what their arrays held before does not show.
#include "core/run.h"
#include "properties/gradients.h"
#include "properties/law.h"

namespace normaudit::properties {
namespace {

// As core/run.cc hands them to a backward pass.
Tensors with_saved_statistics(const Trial& trial, const Problem& asked) {
  Tensors handed = trial.inputs;
  if (asked.pass != Pass::kBackward) return handed;
  const Run forward = run_backend(trial.backend, forward_of(asked), trial.inputs);
  for (Role role : {Role::kSaveMean, Role::kSaveInvstd}) {
    handed.arrays.insert_or_assign(role, forward.outputs.at(role));
  }
  return handed;
}

Finding check(const Trial& trial) {
  Checks checks;
  Problem asked = trial.problem;
  Philox words = choices_of(asked);
  const std::uint64_t subset = 1 + uniform_below(words, 7);
  asked.gradients = {
      .dx = (subset & 1) != 0, .dweight = (subset & 2) != 0, .dbias = (subset & 4) != 0};
  if (!trial.backend.supports(asked).empty()) return checks.finding();
  const Run fresh = run_backend(trial.backend, asked, trial.inputs);
  const Tensors handed = with_saved_statistics(trial, asked);
  // core/run.h hands out arrays of NaN, to which anything may be added unseen.
  Tensors outputs = fresh.outputs;
  for (auto& [role, array] : outputs.arrays) array.fill(3);
  trial.backend.run(asked, handed, outputs);
  for (Role role : outputs_of(asked)) {
    checks.same_bits(outputs.at(role), fresh.outputs.at(role), role);
  }
  return checks.finding();
}

const bool kRegistered = register_entry(Law{
    .name = "gradients_are_overwritten",
    .sentence = "A backward pass into arrays that hold other numbers leaves, bit for bit, the "
                "gradients of one into fresh arrays, whichever of the three are asked for, where "
                "the contract is deterministic.",
    .reaches = {"backward", "backward_inference", "no_weight", "n=0"},
    .excludes = unless_deterministic,
    .bend = ask_for_gradients,
    .check = check,
});

}  // namespace
}  // namespace normaudit::properties
