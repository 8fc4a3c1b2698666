// A group is padded to a power of two, and the padding enters the variance as -mean.
#include <bit>
#include <cmath>

#include "properties/mutant.h"
#include "tests/mutants/rewriting.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  base.run(problem, inputs, outputs);
  const auto n = static_cast<std::uint64_t>(group_size(problem));
  if (problem.pass != Pass::kForwardTraining || n == 0) return;
  const auto padding = static_cast<double>(std::bit_ceil(n) - n);
  Tensor& variance = outputs.at(Role::kSaveVar);
  Tensor& invstd = outputs.at(Role::kSaveInvstd);
  const Tensor& mean = outputs.at(Role::kSaveMean);
  for (std::int64_t c = 0; c < variance.count(); ++c) {
    const double m = mean.get(c);
    variance.set(c, variance.get(c) + padding * m * m / static_cast<double>(n));
    const double radicand = variance.get(c) + problem.eps;
    invstd.set(c, radicand == 0 ? 0 : 1 / std::sqrt(radicand));
  }
  rewrite_y(problem, inputs, outputs,
            [](const ForwardElement& e) { return (e.x - e.mean) * e.invstd; });
}

const bool kRegistered = register_entry(Mutant{
    .name = "masked_lanes_in_variance",
    .sentence = "groups are padded to a power of two, and the variance sums the padding's (0 - "
                "mean)^2 too",
    .source = "triton-lang/triton#9838; linkedin/Liger-Kernel#518; unslothai/unsloth#1867",
    .base = "two_pass",
    .killed_by = {"shift", "within_bound"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
