// A vector store of two elements runs past an odd end.
#include <cstring>

#include "properties/mutant.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  base.run(problem, inputs, outputs);
  Tensor* y = outputs.find(Role::kY);
  if (y == nullptr || y->count() % 2 == 0 || problem.layout.kind == Layout::Kind::kStrided) return;
  const std::size_t size = size_in_bytes(y->dtype());
  std::memset(y->elements() + static_cast<std::size_t>(y->count()) * size, 0, size);
}

const bool kRegistered = register_entry(Mutant{
    .name = "store_rounded_up",
    .sentence = "elements are stored in twos, so that an odd count writes one too many",
    .source = "ROCm/aiter#5044",
    .base = "two_pass",
    .killed_by = {"outputs_written_inputs_kept"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
