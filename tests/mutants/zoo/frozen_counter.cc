// The batches are never counted.
#include "properties/mutant.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  base.run(problem, inputs, outputs);
  outputs.num_batches_tracked = inputs.num_batches_tracked;
}

const bool kRegistered = register_entry(Mutant{
    .name = "frozen_counter",
    .sentence = "num_batches_tracked stays as it was, so that every batch is the first",
    .source = "synthetic; nearest pytorch/pytorch#31498",
    .base = "two_pass",
    .killed_by = {"outputs_written_inputs_kept", "small_groups"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
