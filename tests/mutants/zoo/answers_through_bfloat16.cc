// Answers go through bfloat16 on their way to their own format: what mixed precision does by
// mistake.
#include "core/bits.h"
#include "properties/mutant.h"
#include "reference/oracle.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  base.run(problem, inputs, outputs);
  const reference::Oracle oracle(problem, inputs);
  for (auto& [role, array] : outputs.arrays) {
    for (std::int64_t i = 0; i < array.count(); ++i) {
      const Dtype between = array.dtype() == Dtype::kFloat64 ? Dtype::kFloat64 : Dtype::kBfloat16;
      array.set(i, widen(between, oracle.rounded(role, i, between)));
    }
  }
}

const bool kRegistered = register_entry(Mutant{
    .name = "answers_through_bfloat16",
    .sentence = "every answer is rounded to bfloat16 before it is rounded to its own format",
    .source = "synthetic",
    .base = "oracle",
    .killed_by = {"within_bound"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
