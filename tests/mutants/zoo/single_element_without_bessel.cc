// At n = 1 the factor n/(n - 1) is taken as 1, so that running_var stays finite.
#include "properties/mutant.h"
#include "tests/mutants/rewriting.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  base.run(problem, inputs, outputs);
  if (group_size(problem) != 1) return;
  const double m = momentum_of(problem, inputs);
  rewrite_running(problem, outputs, Role::kRunningVar, [&](std::int64_t c) {
    return (1 - m) * inputs.at(Role::kRunningVar).get(c) + m * outputs.at(Role::kSaveVar).get(c);
  });
}

const bool kRegistered = register_entry(Mutant{
    .name = "single_element_without_bessel",
    .sentence = "running_var of one element is moved towards 0 instead of being NaN",
    .source = "tensorflow/tensorflow#34062; tensorflow/tensorflow#48845",
    .base = "two_pass",
    .killed_by = {"small_groups"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
