// Inference moves the running mean towards the batch, as if the layer were never told to stop
// training.
#include "core/group_elements.h"
#include "properties/mutant.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  base.run(problem, inputs, outputs);
  if (problem.pass != Pass::kInference) return;
  // The layer's own buffer, which its inference has no business to write.
  auto& running = const_cast<Tensor&>(inputs.at(Role::kRunningMean));
  for (std::int64_t c = 0; c < running.count(); ++c) {
    each_element(problem, c, [&](std::int64_t i) {
      running.set(c, 0.9 * running.get(c) + 0.1 * inputs.at(Role::kX).get(i));
    });
  }
}

const bool kRegistered = register_entry(Mutant{
    .name = "update_during_inference",
    .sentence = "inference writes into running_mean",
    .source = "synthetic",
    .base = "two_pass",
    .killed_by = {"running_statistics_untouched", "outputs_written_inputs_kept"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
