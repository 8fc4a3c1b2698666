// y and dx are set to zero before anything is read: wrong where they lie on x and dy.
#include "properties/mutant.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  for (Role role : {Role::kY, Role::kDx}) {
    if (Tensor* array = outputs.find(role)) array->fill(0);
  }
  base.run(problem, inputs, outputs);
}

const bool kRegistered = register_entry(Mutant{
    .name = "output_cleared_first",
    .sentence = "outputs are cleared before the inputs are read",
    .source = "synthetic",
    .base = "two_pass",
    .killed_by = {"in_place"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
