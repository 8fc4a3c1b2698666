// eps goes into the moving average, to be added once more in inference.
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
    return (1 - m) * old.get(c) + m * (unbiased_variance(problem, outputs, c) + problem.eps);
  });
}

const bool kRegistered = register_entry(Mutant{
    .name = "eps_in_running_var",
    .sentence = "running_var takes var + eps",
    .source = "nntrainer/nntrainer#677; chainer/chainer#4505; keras-team/keras-contrib#287",
    .base = "two_pass",
    .killed_by = {"momentum_one_replaces", "train_then_infer", "running_var_in_hull"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
