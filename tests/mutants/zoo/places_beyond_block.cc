// The loop over a row never moves on to its second block.
#include "properties/mutant.h"

namespace normaudit::mutants {
namespace {

constexpr std::int64_t kBlock = 4;

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  const Tensors before = outputs;
  base.run(problem, inputs, outputs);
  for (Role role : {Role::kY, Role::kDx}) {
    Tensor* array = outputs.find(role);
    for (std::int64_t i = 0; array != nullptr && i < array->count(); ++i) {
      const bool reached = i % problem.shape.spatial_count() < kBlock;
      if (!reached) array->set_bits(i, before.at(role).bits(i));
    }
  }
}

const bool kRegistered = register_entry(Mutant{
    .name = "places_beyond_block",
    .sentence = "places beyond the first block of four are never written",
    .source = "facebookresearch/xformers#785",
    .base = "two_pass",
    .killed_by = {"outputs_written_inputs_kept"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
