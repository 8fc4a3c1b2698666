// Denormals-are-zero while x is read.
#include <cmath>

#include "properties/mutant.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  Tensors misread = inputs;
  Tensor& x = misread.at(Role::kX);
  const double normal = std::ldexp(1.0, format_of(x.dtype()).min_exponent);
  for (std::int64_t i = 0; i < x.count(); ++i) {
    if (std::fabs(x.get(i)) < normal) x.set(i, 0);
  }
  base.run(problem, misread, outputs);
}

const bool kRegistered = register_entry(Mutant{
    .name = "subnormals_read_as_zero",
    .sentence = "subnormal x count as 0",
    .source = "synthetic; nearest tenstorrent/tt-metal#52614",
    .base = "two_pass",
    .killed_by = {"within_bound"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
