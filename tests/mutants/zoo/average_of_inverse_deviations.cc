// The moving average is taken over 1/sqrt(variance) instead of the variance.
#include <cmath>

#include "properties/mutant.h"
#include "tests/mutants/rewriting.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  base.run(problem, inputs, outputs);
  if (!moves_running_statistics(problem)) return;
  const double m = momentum_of(problem, inputs);
  const Tensor& old = inputs.at(Role::kRunningVar);
  rewrite_running(problem, outputs, Role::kRunningVar, [&](std::int64_t c) {
    const double batch = unbiased_variance(problem, outputs, c);
    if (!(old.get(c) > 0 && batch > 0)) return outputs.at(Role::kRunningVar).get(c);
    const double average = (1 - m) / std::sqrt(old.get(c)) + m / std::sqrt(batch);
    return 1 / (average * average);
  });
}

const bool kRegistered = register_entry(Mutant{
    .name = "average_of_inverse_deviations",
    .sentence = "running_var^(-1/2) is averaged, not running_var",
    .source = "torch/nn#567",
    .base = "two_pass",
    .killed_by = {"ema_closed_form", "cumulative_average_forgets_its_start"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
