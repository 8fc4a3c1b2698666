// The gradient of NHWC data is computed with the index arithmetic of NCHW.
#include <cstring>

#include "properties/mutant.h"

namespace normaudit::mutants {
namespace {

void copy_storage(const Tensor& from, Tensor& to) {
  const auto count = static_cast<std::size_t>(from.map().storage_count());
  std::memcpy(to.elements(), from.elements(), count * size_in_bytes(from.dtype()));
}

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  if (!is_backward(problem.pass) || problem.layout.kind != Layout::Kind::kNhwc) {
    return base.run(problem, inputs, outputs);
  }
  Problem nchw = problem;
  nchw.layout = {};
  Tensors misread = inputs;
  for (Role role : {Role::kX, Role::kDy}) {
    Tensor array = make_array(nchw, role);
    copy_storage(inputs.at(role), array);
    misread.arrays.insert_or_assign(role, array);
  }
  Tensors written = outputs;
  if (written.has(Role::kDx))
    written.arrays.insert_or_assign(Role::kDx, make_array(nchw, Role::kDx));
  base.run(nchw, misread, written);
  for (auto& [role, array] : outputs.arrays) copy_storage(written.at(role), array);
}

const bool kRegistered = register_entry(Mutant{
    .name = "nhwc_backward_as_nchw",
    .sentence = "backward takes the channel of an element of NHWC data as if it were NCHW",
    .source = "PaddlePaddle/Paddle#54703; PaddlePaddle/Paddle#54681; PaddlePaddle/Paddle#37020",
    .base = "two_pass",
    .killed_by = {"layout_independence", "within_bound"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
