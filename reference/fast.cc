// The fast path, and for what it has no form for, the slow path behind the same door.
#include "reference/fast.h"

#include "reference/fast_dispatch.h"
#include "reference/fast_group.h"
#include "reference/fast_solver.h"
#include "reference/oracle.h"

namespace normaudit::reference {
namespace {

std::int64_t solve_slowly(const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  const Oracle oracle(problem, inputs);
  std::int64_t elements = 0;
  for (auto& [role, array] : outputs.arrays) {
    for (std::int64_t i = 0; i < array.count(); ++i) {
      array.set_bits(i, oracle.rounded(role, i, Dtype::kFloat64));
    }
    elements += array.count();
  }
  return elements;
}

}  // namespace

FastAnswers solve(const Problem& problem, const Tensors& inputs, const FastOptions& options) {
  validate(problem);
  require_strict_arithmetic();
  FastAnswers answers{.outputs = make_answers(problem, inputs)};
  const bool fast = has_fast_form(operator_of(problem)) && problem.shape.count() > 0;
  answers.fallbacks = fast ? solve_groups({problem, inputs, options, answers.outputs})
                           : solve_slowly(problem, inputs, answers.outputs);
  return answers;
}

}  // namespace normaudit::reference
