// The mean is the sum times 1/n, both rounded: nine times 100 is 100.000015.
#include "properties/mutant.h"
#include "tests/mutants/rewriting.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  base.run(problem, inputs, outputs);
  if (problem.pass != Pass::kForwardTraining || group_size(problem) == 0) return;
  const std::int64_t places = problem.shape.spatial_count();
  Tensor& mean = outputs.at(Role::kSaveMean);
  Tensor reciprocal = Tensor::vector(mean.dtype(), 1);
  reciprocal.set(0, 1 / static_cast<double>(group_size(problem)));
  const Tensor& x = inputs.at(Role::kX);
  for (std::int64_t c = 0; c < mean.count(); ++c) {
    mean.set(c, 0);
    for (std::int64_t i = 0; i < x.count(); ++i) {
      if (i / places % problem.shape.channels == c) mean.set(c, mean.get(c) + x.get(i));
    }
    mean.set(c, mean.get(c) * reciprocal.get(0));
  }
  rewrite_y(problem, inputs, outputs,
            [](const ForwardElement& e) { return (e.x - e.mean) * e.invstd; });
}

const bool kRegistered = register_entry(Mutant{
    .name = "mean_by_reciprocal",
    .sentence =
        "mean = sum(x)*(1/n), which is inexact on constant channels that the contract calls exact",
    .source = "BVLC/caffe#3963",
    .base = "welford",
    .killed_by = {"constant_channel_gives_bias"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
