// weight[c] is read with the channel's index within its block of two.
#include "properties/mutant.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  Tensors misread = inputs;
  if (Tensor* weight = misread.find(Role::kWeight)) {
    for (std::int64_t c = 2; c < weight->count(); ++c) weight->set_bits(c, weight->bits(c % 2));
  }
  base.run(problem, misread, outputs);
}

const bool kRegistered = register_entry(Mutant{
    .name = "weight_of_local_channel",
    .sentence = "channels beyond the first block of two take the weights of that block",
    .source = "tile-ai/tilelang-mlir-ascend#106",
    .base = "two_pass",
    .killed_by = {"permutation_of_channels", "channel_independence", "within_bound"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
