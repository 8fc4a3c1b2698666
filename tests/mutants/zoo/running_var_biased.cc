// running_var takes the biased batch variance.
#include "properties/mutant.h"
#include "tests/mutants/rewriting.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  base.run(problem, inputs, outputs);
  if (group_size(problem) < 2) return;  // where the unbiased one is NaN
  const double m = momentum_of(problem, inputs);
  const Tensor& old = inputs.at(Role::kRunningVar);
  rewrite_running(problem, outputs, Role::kRunningVar, [&](std::int64_t c) {
    return (1 - m) * old.get(c) + m * outputs.at(Role::kSaveVar).get(c);
  });
}

const bool kRegistered = register_entry(Mutant{
    .name = "running_var_biased",
    .sentence = "running_var stores the biased variance, n/(n-1) too small",
    .source =
        "pytorch/pytorch#42151; tinygrad/tinygrad#807; ml-explore/mlx#3817; keras-team/keras#9028",
    .base = "two_pass",
    .killed_by = {"biased_normalizes_unbiased_is_stored", "momentum_one_replaces",
                  "ema_closed_form", "cumulative_average_forgets_its_start", "train_then_infer",
                  "duplicated_batch"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
