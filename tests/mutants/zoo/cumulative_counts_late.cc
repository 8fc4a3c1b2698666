// The cumulative average counts the batch before it is one: 1/(k + 1) for the k-th.
#include "properties/mutant.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  Problem late = problem;
  if (!problem.momentum) {
    late.momentum = 1 / static_cast<double>(inputs.num_batches_tracked + 2);
  }
  base.run(late, inputs, outputs);
}

const bool kRegistered = register_entry(Mutant{
    .name = "cumulative_counts_late",
    .sentence = "the first of the averaged batches weighs only half, the start the other half",
    .source = "synthetic",
    .base = "two_pass",
    .killed_by = {"cumulative_average_forgets_its_start", "ema_closed_form"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
