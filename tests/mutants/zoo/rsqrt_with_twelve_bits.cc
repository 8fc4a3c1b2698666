// invstd from a hardware estimate, without the Newton steps that would complete it.
#include <cmath>

#include "properties/mutant.h"
#include "properties/transform.h"

namespace normaudit::mutants {
namespace {

double with_twelve_bits(double value) {
  int exponent = 0;
  const double fraction = std::frexp(value, &exponent);
  return std::ldexp(std::nearbyint(fraction * 4096), exponent - 12);
}

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  base.run(problem, inputs, outputs);
  if (problem.pass != Pass::kForwardTraining) return;
  Tensor& invstd = outputs.at(Role::kSaveInvstd);
  Tensor& y = outputs.at(Role::kY);
  const Tensor* bias = inputs.find(Role::kBias);
  for (std::int64_t i = 0; i < y.count(); ++i) {
    const std::int64_t c = properties::channel_of(problem, Role::kY, i);
    const double start = bias == nullptr ? 0 : bias->get(c);
    const double right = invstd.get(c);
    const bool ordinary = std::isfinite(y.get(i)) && std::isfinite(right) && right != 0;
    if (ordinary) y.set(i, start + (y.get(i) - start) * (with_twelve_bits(right) / right));
  }
  for (std::int64_t c = 0; c < invstd.count(); ++c) invstd.set(c, with_twelve_bits(invstd.get(c)));
}

const bool kRegistered = register_entry(Mutant{
    .name = "rsqrt_with_twelve_bits",
    .sentence = "1/sqrt(var + eps) has the twelve bits of a hardware estimate",
    .source = "Tencent/ncnn#6903; Xilinx/finn#1667",
    .base = "two_pass",
    .killed_by = {"within_bound"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
