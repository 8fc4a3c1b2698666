// A mask that bounds the wrong index lets the last lane of a channel read the next channel.
#include "properties/mutant.h"
#include "properties/transform.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  Tensors misread = inputs;
  Tensor& x = misread.at(Role::kX);
  for (std::int64_t i = 0; i + 1 < x.count(); ++i) {
    const bool last = properties::channel_of(problem, Role::kX, i) !=
                      properties::channel_of(problem, Role::kX, i + 1);
    if (last) x.set_bits(i, inputs.at(Role::kX).bits(i + 1));
  }
  base.run(problem, misread, outputs);
}

const bool kRegistered = register_entry(Mutant{
    .name = "reads_into_next_channel",
    .sentence = "the last place of a channel is read from the first place of the next channel",
    .source = "flagos-ai/FlagGems#4984",
    .base = "two_pass",
    .killed_by = {"channel_independence", "permutation_of_channels"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
