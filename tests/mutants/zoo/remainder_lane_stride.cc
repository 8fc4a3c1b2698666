// The remainder of a sum by fours reads its first element again instead of going on.
#include "core/group_elements.h"
#include "properties/mutant.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  base.run(problem, inputs, outputs);
  Tensor* dbias = outputs.find(Role::kDbias);
  if (dbias == nullptr) return;
  const Tensor& dy = inputs.at(Role::kDy);
  const std::int64_t whole = group_size(problem) / 4 * 4;
  for (std::int64_t c = 0; c < dbias->count(); ++c) {
    double sum = 0;
    double stuck = 0;
    std::int64_t at = 0;
    each_element(problem, c, [&](std::int64_t i) {
      if (at <= whole) stuck = dy.get(i);
      sum += at++ < whole ? dy.get(i) : stuck;
    });
    dbias->set(c, sum);
  }
}

const bool kRegistered = register_entry(Mutant{
    .name = "remainder_lane_stride",
    .sentence = "elements beyond the last whole block of four are read at the wrong stride: the "
                "first of them again and again",
    .source = "ROCm/rocm-libraries#9030; ROCm/MIOpen#2024",
    .base = "two_pass",
    .killed_by = {"permutation_within_group", "within_bound"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
