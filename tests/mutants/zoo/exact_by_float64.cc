// Answers computed in float64 by two_pass, then rounded once more.
#include "properties/mutant.h"

namespace normaudit::mutants {
namespace {

Tensors converted(const Problem& wide, const Tensors& arrays) {
  Tensors result;
  result.num_batches_tracked = arrays.num_batches_tracked;
  for (const auto& [role, array] : arrays.arrays) {
    Tensor copy = make_array(wide, role);
    for (std::int64_t i = 0; i < copy.count(); ++i) copy.set(i, array.get(i));
    result.arrays.emplace(role, std::move(copy));
  }
  return result;
}

void run(const Backend&, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  Problem wide = problem;
  wide.dtype = wide.parameter_dtype = wide.statistic_dtype = Dtype::kFloat64;
  const Tensors widened = converted(wide, inputs);
  Tensors answers = converted(wide, outputs);
  normaudit::find_backend("two_pass").run(wide, widened, answers);
  outputs.num_batches_tracked = answers.num_batches_tracked;
  for (auto& [role, array] : outputs.arrays) {
    for (std::int64_t i = 0; i < array.count(); ++i) array.set(i, answers.at(role).get(i));
  }
}

const bool kRegistered = register_entry(Mutant{
    .name = "exact_by_float64",
    .sentence = "what claims to be correctly rounded is two_pass in float64",
    .source = "synthetic",
    .base = "oracle",
    .killed_by = {"both_paths_agree", "finite_differences"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
