// The update of the running statistics is divided by the number of samples.
#include "properties/mutant.h"
#include "tests/mutants/rewriting.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  Problem slow = problem;
  if (moves_running_statistics(problem)) {
    slow.momentum = momentum_of(problem, inputs) / static_cast<double>(problem.shape.batch);
  }
  base.run(slow, inputs, outputs);
}

const bool kRegistered = register_entry(Mutant{
    .name = "running_update_divided_by_samples",
    .sentence = "running statistics move N times too slowly",
    .source = "deeplearning4j/deeplearning4j#6648",
    .base = "two_pass",
    .killed_by = {"momentum_one_replaces", "ema_closed_form",
                  "cumulative_average_forgets_its_start"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
