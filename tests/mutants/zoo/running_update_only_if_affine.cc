// Without weight and bias the running statistics are not updated.
#include "properties/mutant.h"
#include "tests/mutants/rewriting.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  base.run(problem, inputs, outputs);
  if (problem.has_weight || problem.has_bias) return;
  for (Role role : {Role::kRunningMean, Role::kRunningVar}) {
    rewrite_running(problem, outputs, role, [&](std::int64_t c) { return inputs.at(role).get(c); });
  }
}

const bool kRegistered = register_entry(Mutant{
    .name = "running_update_only_if_affine",
    .sentence = "running statistics stay at their start where neither weight nor bias is given",
    .source = "apache/mxnet#18673",
    .base = "two_pass",
    .killed_by = {"momentum_one_replaces", "ema_closed_form"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
