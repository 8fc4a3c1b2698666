// x of a view is read from the start of its storage, without the view's offset.
#include <cstring>

#include "properties/mutant.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  Tensors misread = inputs;
  Tensor& x = misread.at(Role::kX);
  for (std::int64_t i = 0; i < x.count() && problem.layout.offset > 0; ++i) {
    const std::int64_t place = x.map().place(i) - problem.layout.offset;
    const std::size_t size = size_in_bytes(x.dtype());
    Bits bits = 0;
    std::memcpy(&bits, inputs.at(Role::kX).elements() + static_cast<std::size_t>(place) * size,
                size);
    x.set_bits(i, bits);
  }
  base.run(problem, misread, outputs);
}

const bool kRegistered = register_entry(Mutant{
    .name = "offset_ignored",
    .sentence = "elements of a view are taken from the start of its storage, the offset left out",
    .source = "KonduitAI/deeplearning4j#169",
    .base = "two_pass",
    .killed_by = {"layout_independence", "within_bound"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
