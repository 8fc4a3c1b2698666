// 1/(var + eps)^2 where 1/sqrt(var + eps) belongs.
#include "properties/mutant.h"
#include "properties/rewriting.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  base.run(problem, inputs, outputs);
  if (problem.pass != Pass::kForwardTraining) return;
  const std::int64_t places = problem.shape.spatial_count();
  Tensor& y = outputs.at(Role::kY);
  for (std::int64_t i = 0; i < y.count(); ++i) {
    const std::int64_t c = i / places % problem.shape.channels;
    const double deviation = inputs.at(Role::kX).get(i) - outputs.at(Role::kSaveMean).get(c);
    const double radicand = outputs.at(Role::kSaveVar).get(c) + problem.eps;
    y.set(i, with_affine(inputs, c, deviation / (radicand * radicand)));
  }
}

const bool kRegistered = register_entry(Mutant{
    .name = "var_plus_eps_squared",
    .sentence = "y = (x - mean)/(var + eps)^2",
    .source = "jax-ml/jax#442",
    .base = "two_pass",
    .killed_by = {"output_variance", "biased_normalizes_unbiased_is_stored", "train_then_infer"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
