// Rewriting running statistics and outputs.
#include "properties/rewriting.h"

namespace normaudit::mutants {

bool moves_running_statistics(const Problem& problem) {
  return problem.pass == Pass::kForwardTraining && problem.track_running_stats &&
         operator_of(problem).keeps_running_statistics && group_size(problem) > 0;
}

double momentum_of(const Problem& problem, const Tensors& inputs) {
  return problem.momentum ? *problem.momentum
                          : 1 / static_cast<double>(inputs.num_batches_tracked + 1);
}

void rewrite_running(const Problem& problem, Tensors& outputs, Role role,
                     const std::function<double(std::int64_t c)>& value) {
  if (!moves_running_statistics(problem)) return;
  Tensor& running = outputs.at(role);
  for (std::int64_t c = 0; c < running.count(); ++c) running.set(c, value(c));
}

double unbiased_variance(const Problem& problem, const Tensors& outputs, std::int64_t c) {
  const auto n = static_cast<double>(group_size(problem));
  return outputs.at(Role::kSaveVar).get(c) * (n / (n - 1));
}

double with_affine(const Tensors& inputs, std::int64_t c, double normalized) {
  const Tensor* weight = inputs.find(Role::kWeight);
  const Tensor* bias = inputs.find(Role::kBias);
  const double scaled = weight == nullptr ? normalized : normalized * weight->get(c);
  return bias == nullptr ? scaled : scaled + bias->get(c);
}

}  // namespace normaudit::mutants
