// momentum = None is exported as momentum 1: every batch replaces the last.
#include "properties/mutant.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  Problem replaced = problem;
  if (!problem.momentum) replaced.momentum = 1;
  base.run(replaced, inputs, outputs);
}

const bool kRegistered = register_entry(Mutant{
    .name = "cumulative_as_replacement",
    .sentence = "the cumulative average is written as momentum 1",
    .source = "pytorch/pytorch#40074",
    .base = "two_pass",
    .killed_by = {"cumulative_average_forgets_its_start", "ema_closed_form"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
