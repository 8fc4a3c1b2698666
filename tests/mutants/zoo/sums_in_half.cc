// dbias is accumulated in float16, whatever the data.
#include "core/bits.h"
#include "properties/mutant.h"
#include "properties/transform.h"

namespace normaudit::mutants {
namespace {

double in_half(double value) { return widen(Dtype::kFloat16, narrow(Dtype::kFloat16, value)); }

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  base.run(problem, inputs, outputs);
  Tensor* dbias = outputs.find(Role::kDbias);
  if (dbias == nullptr) return;
  const Tensor& dy = inputs.at(Role::kDy);
  dbias->fill(0);
  for (std::int64_t i = 0; i < dy.count(); ++i) {
    const std::int64_t c = properties::channel_of(problem, Role::kDy, i);
    dbias->set(c, in_half(dbias->get(c) + in_half(dy.get(i))));
  }
}

const bool kRegistered = register_entry(Mutant{
    .name = "sums_in_half",
    .sentence = "the sum of dy is kept in float16",
    .source = "pytorch/pytorch#195701; pytorch/pytorch#147303",
    .base = "two_pass",
    .killed_by = {"within_bound", "permutation_within_group"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
