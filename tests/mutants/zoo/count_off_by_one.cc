// The mean divides by one element more than there are.
#include "properties/mutant.h"
#include "tests/mutants/rewriting.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  base.run(problem, inputs, outputs);
  if (problem.pass != Pass::kForwardTraining) return;
  const auto n = static_cast<double>(group_size(problem));
  Tensor& mean = outputs.at(Role::kSaveMean);
  for (std::int64_t c = 0; c < mean.count(); ++c) mean.set(c, mean.get(c) * (n / (n + 1)));
  rewrite_y(problem, inputs, outputs,
            [](const ForwardElement& e) { return (e.x - e.mean) * e.invstd; });
}

const bool kRegistered = register_entry(Mutant{
    .name = "count_off_by_one",
    .sentence = "mean = sum(x)/(n + 1)",
    .source = "synthetic",
    .base = "two_pass",
    .killed_by = {"output_mean_is_bias", "merged_parts_equal_whole", "small_groups",
                  "constant_channel_gives_bias"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
