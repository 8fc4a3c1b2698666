// dbias is added to what its array held, where dweight is not asked for.
#include <optional>

#include "properties/mutant.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  std::optional<Tensor> old;
  if (!problem.gradients.dweight && outputs.has(Role::kDbias)) old = outputs.at(Role::kDbias);
  base.run(problem, inputs, outputs);
  for (std::int64_t c = 0; old && c < old->count(); ++c) {
    Tensor& dbias = outputs.at(Role::kDbias);
    dbias.set(c, dbias.get(c) + old->get(c));
  }
}

const bool kRegistered = register_entry(Mutant{
    .name = "bias_gradient_accumulates",
    .sentence = "with a frozen weight, dbias grows from call to call",
    .source = "apache/mxnet#16297; apache/mxnet#18475",
    .base = "two_pass",
    .killed_by = {"outputs_written_inputs_kept"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
