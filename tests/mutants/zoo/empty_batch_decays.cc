// An empty batch moves the running statistics all the same.
#include <cmath>

#include "properties/mutant.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  base.run(problem, inputs, outputs);
  if (problem.pass != Pass::kForwardTraining || !outputs.has(Role::kRunningVar)) return;
  if (group_size(problem) > 0) return;
  const double m = problem.momentum.value_or(0);
  Tensor& running = outputs.at(Role::kRunningVar);
  for (std::int64_t c = 0; c < running.count(); ++c) running.set(c, (1 - m) * running.get(c));
  outputs.at(Role::kRunningMean).fill(std::nan(""));
}

const bool kRegistered = register_entry(Mutant{
    .name = "empty_batch_decays",
    .sentence = "a batch of nothing turns running_mean to NaN and decays running_var",
    .source = "pytorch/pytorch#12013",
    .base = "two_pass",
    .killed_by = {"small_groups"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
