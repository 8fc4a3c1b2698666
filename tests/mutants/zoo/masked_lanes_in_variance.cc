// A group is padded to a power of two, and the padding enters the variance as -mean.
#include <bit>
#include <cmath>

#include "properties/mutant.h"
#include "properties/transform.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  base.run(problem, inputs, outputs);
  const auto n = static_cast<std::uint64_t>(group_size(problem));
  if (problem.pass != Pass::kForwardTraining || n == 0) return;
  const auto padding = static_cast<double>(std::bit_ceil(n) - n);
  Tensor& y = outputs.at(Role::kY);
  Tensor& variance = outputs.at(Role::kSaveVar);
  Tensor& invstd = outputs.at(Role::kSaveInvstd);
  const Tensor& mean = outputs.at(Role::kSaveMean);
  const Tensor* weight = inputs.find(Role::kWeight);
  const Tensor* bias = inputs.find(Role::kBias);
  for (std::int64_t c = 0; c < variance.count(); ++c) {
    const double m = mean.get(c);
    variance.set(c, variance.get(c) + padding * m * m / static_cast<double>(n));
    invstd.set(c, 1 / std::sqrt(variance.get(c) + problem.eps));
  }
  for (std::int64_t i = 0; i < y.count(); ++i) {
    const std::int64_t c = properties::channel_of(problem, Role::kY, i);
    const double normalized = (inputs.at(Role::kX).get(i) - mean.get(c)) * invstd.get(c);
    const double scaled = weight == nullptr ? normalized : normalized * weight->get(c);
    y.set(i, bias == nullptr ? scaled : scaled + bias->get(c));
  }
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
