// y is normalized by the unbiased variance.
#include <cmath>

#include "properties/mutant.h"
#include "tests/mutants/rewriting.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  base.run(problem, inputs, outputs);
  if (group_size(problem) < 2) return;
  rewrite_y(problem, inputs, outputs, [&](const ForwardElement& e) {
    return (e.x - e.mean) / std::sqrt(e.variance * (e.n / (e.n - 1)) + problem.eps);
  });
}

const bool kRegistered = register_entry(Mutant{
    .name = "unbiased_normalizes",
    .sentence = "y = (x - mean)/sqrt(n/(n-1)*var + eps)",
    .source = "synthetic",
    .base = "two_pass",
    .killed_by = {"biased_normalizes_unbiased_is_stored", "output_variance", "duplicated_batch",
                  "train_then_infer"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
