// max(0, E[x^2] - mean^2): the cancellation is hidden, not cured.
#include <cmath>

#include "properties/mutant.h"
#include "tests/mutants/rewriting.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  base.run(problem, inputs, outputs);
  if (problem.pass != Pass::kForwardTraining) return;
  const std::int64_t places = problem.shape.spatial_count();
  const auto n = static_cast<double>(group_size(problem));
  Tensor& variance = outputs.at(Role::kSaveVar);
  const Tensor& mean = outputs.at(Role::kSaveMean);
  const Tensor& x = inputs.at(Role::kX);
  for (std::int64_t c = 0; c < variance.count(); ++c) {
    Tensor squares = Tensor::vector(x.dtype(), 1);  // a sum in the data's own format
    squares.set(0, 0);
    for (std::int64_t i = 0; i < x.count(); ++i) {
      if (i / places % problem.shape.channels != c) continue;
      squares.set(0, squares.get(0) + x.get(i) * x.get(i));
    }
    variance.set(c, std::fmax(0, squares.get(0) / n - mean.get(c) * mean.get(c)));
  }
  rewrite_y(problem, inputs, outputs, [&](const ForwardElement& e) {
    return (e.x - e.mean) / std::sqrt(e.variance + problem.eps);
  });
}

const bool kRegistered = register_entry(Mutant{
    .name = "variance_clamped_at_zero",
    .sentence = "the one-pass variance, clamped at 0, under the claim of two passes",
    .source = "google/flax#1491; k2-fsa/sherpa-onnx#3857",
    .base = "two_pass",
    .killed_by = {"normalized_is_bounded", "output_variance"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
