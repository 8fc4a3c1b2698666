// y is normalized by the unbiased variance.
#include <cmath>

#include "properties/mutant.h"
#include "properties/rewriting.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  base.run(problem, inputs, outputs);
  if (problem.pass != Pass::kForwardTraining || group_size(problem) < 2) return;
  const std::int64_t places = problem.shape.spatial_count();
  Tensor& y = outputs.at(Role::kY);
  for (std::int64_t i = 0; i < y.count(); ++i) {
    const std::int64_t c = i / places % problem.shape.channels;
    const double deviation = inputs.at(Role::kX).get(i) - outputs.at(Role::kSaveMean).get(c);
    const double radicand = unbiased_variance(problem, outputs, c) + problem.eps;
    y.set(i, with_affine(inputs, c, deviation / std::sqrt(radicand)));
  }
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
