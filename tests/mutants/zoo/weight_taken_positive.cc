// |weight| in the place of weight.
#include <cmath>

#include "properties/mutant.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  Tensors misread = inputs;
  Tensor* weight = misread.find(Role::kWeight);
  for (std::int64_t i = 0; weight != nullptr && i < weight->count(); ++i) {
    weight->set(i, std::fabs(weight->get(i)));
  }
  base.run(problem, misread, outputs);
}

const bool kRegistered = register_entry(Mutant{
    .name = "weight_taken_positive",
    .sentence = "a negative weight loses its sign",
    .source = "LeelaChessZero/lc0#779; mapillary/inplace_abn#92; mapillary/inplace_abn#4",
    .base = "folded",
    .killed_by = {"inference_monotone", "within_bound", "weight_sign"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
