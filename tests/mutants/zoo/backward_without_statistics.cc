// dx = weight*invstd*dy in training: as if mean and variance did not depend on x.
#include "properties/mutant.h"

namespace normaudit::mutants {
namespace {

void run(const Backend& base, const Problem& problem, const Tensors& inputs, Tensors& outputs) {
  base.run(problem, inputs, outputs);
  Tensor* dx = outputs.find(Role::kDx);
  if (problem.pass != Pass::kBackward || dx == nullptr) return;
  const Tensor* weight = inputs.find(Role::kWeight);
  const std::int64_t places = problem.shape.spatial_count();
  for (std::int64_t i = 0; i < dx->count(); ++i) {
    const std::int64_t c = i / places % problem.shape.channels;
    const double factor = weight == nullptr ? 1 : weight->get(c);
    dx->set(i, factor * inputs.at(Role::kSaveInvstd).get(c) * inputs.at(Role::kDy).get(i));
  }
}

const bool kRegistered = register_entry(Mutant{
    .name = "backward_without_statistics",
    .sentence = "dx = weight*invstd*dy: mean and variance taken as constants",
    .source = "facebookresearch/CrypTen#143; deeplearning4j/deeplearning4j#8335",
    .base = "two_pass",
    .killed_by = {"dx_sums_to_zero", "sum_loss_gradients", "projection_eigenvalues"},
    .run = run,
});

}  // namespace
}  // namespace normaudit::mutants
