// Every call of a layer counts a batch, inference and backward, too.
#include "properties/mutant.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  base.run(problem, inputs, outputs);
  if (problem.pass == Pass::kForwardTraining) return;
  outputs.num_batches_tracked = inputs.num_batches_tracked + 1;
}

const bool kRegistered = register_entry(Mutant{
    .name = "counted_outside_training",
    .sentence = "inference and backward count a batch",
    .source = "synthetic",
    .base = "two_pass",
    .killed_by = {"running_statistics_untouched", "outputs_written_inputs_kept"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
