// Backward takes 1/sqrt(save_invstd + eps) for the inverse deviation.
#include <cmath>

#include "properties/mutant.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  Tensors misread = inputs;
  Tensor* invstd = misread.find(Role::kSaveInvstd);
  for (std::int64_t c = 0; invstd != nullptr && c < invstd->count(); ++c) {
    invstd->set(c, 1 / std::sqrt(invstd->get(c) + problem.eps));
  }
  base.run(problem, misread, outputs);
}

const bool kRegistered = register_entry(Mutant{
    .name = "invstd_read_as_variance",
    .sentence = "backward reads the saved inverse deviation as a variance",
    .source = "flagos-ai/FlagGems#5222; pytorch/pytorch#94351",
    .base = "two_pass",
    .killed_by = {"projection_eigenvalues", "dx_along_normalized"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
