// Reads x by its strides and writes y one after another, in the order of storage.
#include "properties/mutant.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  base.run(problem, inputs, outputs);
  Tensor* y = outputs.find(Role::kY);
  if (y == nullptr || problem.layout.kind != Layout::Kind::kNhwc) return;
  const Tensor right = *y;
  for (std::int64_t i = 0; i < y->count(); ++i) y->set_bits(i, right.bits(right.map().place(i)));
}

const bool kRegistered = register_entry(Mutant{
    .name = "output_in_storage_order",
    .sentence = "y of a permuted tensor is written in the order of storage, not of its strides",
    .source = "pytorch/pytorch#63224",
    .base = "two_pass",
    .killed_by = {"layout_independence", "within_bound", "inference_monotone"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
