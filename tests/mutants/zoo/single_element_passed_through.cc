// A group of one element is taken as normalized already.
#include "properties/mutant.h"
#include "tests/mutants/rewriting.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  base.run(problem, inputs, outputs);
  if (group_size(problem) != 1) return;
  rewrite_y(problem, inputs, outputs, [](const ForwardElement& e) { return e.x; });
}

const bool kRegistered = register_entry(Mutant{
    .name = "single_element_passed_through",
    .sentence = "a group of one element gives y = x*weight + bias, any other is right",
    .source = "synthetic",
    .base = "two_pass",
    .killed_by = {"within_bound", "small_groups"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
