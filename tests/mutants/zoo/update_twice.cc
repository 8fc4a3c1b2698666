// The forward pass moves the running statistics twice.
#include "properties/mutant.h"
#include "tests/mutants/rewriting.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  base.run(problem, inputs, outputs);
  const double m = momentum_of(problem, inputs);
  for (Role role : {Role::kRunningMean, Role::kRunningVar}) {
    rewrite_running(problem, outputs, role, [&](std::int64_t c) {
      const double batch = role == Role::kRunningMean ? outputs.at(Role::kSaveMean).get(c)
                                                      : unbiased_variance(problem, outputs, c);
      return (1 - m) * outputs.at(role).get(c) + m * batch;
    });
  }
}

const bool kRegistered = register_entry(Mutant{
    .name = "update_twice",
    .sentence = "the moving average is applied twice, as with momentum 1 - (1-m)^2",
    .source = "tile-ai/TileOPs#1727; pytorch/pytorch#96136",
    .base = "two_pass",
    .killed_by = {"ema_closed_form"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
