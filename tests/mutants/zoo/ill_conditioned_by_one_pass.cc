// Right unless a group's mean is a million standard deviations: there the variance is E[x^2] -
// mean^2.
#include <cmath>

#include "core/group_elements.h"
#include "properties/mutant.h"
#include "reference/condition.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  base.run(problem, inputs, outputs);
  if (problem.pass != Pass::kForwardTraining) return;
  const std::vector<reference::Condition> conditions = reference::conditions_of(problem, inputs);
  Tensor& variance = outputs.at(Role::kSaveVar);
  const Tensor& x = inputs.at(Role::kX);
  for (std::int64_t c = 0; c < variance.count(); ++c) {
    const reference::Condition& group = conditions[static_cast<std::size_t>(c)];
    if (group.n == 0 || !group.finite || group.constant || group.kappa() < 1e6) continue;
    Tensor squares = Tensor::vector(x.dtype(), 1);  // a sum in the data's own format
    squares.set(0, 0);
    each_element(problem, c,
                 [&](std::int64_t i) { squares.set(0, squares.get(0) + x.get(i) * x.get(i)); });
    const double mean = outputs.at(Role::kSaveMean).get(c);
    variance.set(c, std::fmax(0, squares.get(0) / static_cast<double>(group.n) - mean * mean));
  }
}

const bool kRegistered = register_entry(Mutant{
    .name = "ill_conditioned_by_one_pass",
    .sentence = "the variance is made in one pass where kappa is 1e6 or more, and only there",
    .source = "synthetic",
    .base = "two_pass",
    .killed_by = {"within_bound"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
