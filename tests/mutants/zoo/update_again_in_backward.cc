// Backward recomputes the forward pass and moves the running statistics once more.
#include "properties/mutant.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  base.run(problem, inputs, outputs);
  if (problem.pass != Pass::kBackward || !inputs.has(Role::kRunningMean)) return;
  // The layer's own buffers, which its backward has no business to write.
  auto& running = const_cast<Tensor&>(inputs.at(Role::kRunningMean));
  for (std::int64_t c = 0; c < running.count(); ++c) {
    running.set(c, 0.9 * running.get(c) + 0.1 * inputs.at(Role::kSaveMean).get(c));
  }
}

const bool kRegistered = register_entry(Mutant{
    .name = "update_again_in_backward",
    .sentence = "recomputation in backward updates the running statistics, too",
    .source = "pytorch/pytorch#96136; m2lines/Samudra#572; pfnet/pytorch-pfn-extras#117",
    .base = "two_pass",
    .killed_by = {"running_statistics_untouched"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
