// NaN and infinities are read as 0, as if they had been masked: a broken batch looks well.
#include <cmath>

#include "properties/mutant.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  Tensors misread = inputs;
  Tensor& x = misread.at(Role::kX);
  for (std::int64_t i = 0; i < x.count(); ++i) {
    if (!std::isfinite(x.get(i))) x.set(i, 0);
  }
  base.run(problem, misread, outputs);
}

const bool kRegistered = register_entry(Mutant{
    .name = "non_finite_skipped",
    .sentence = "a NaN or infinite x counts as 0, so that statistics and y stay finite",
    .source = "synthetic",
    .base = "two_pass",
    .killed_by = {"within_bound"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
