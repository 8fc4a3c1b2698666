// Rewriting running statistics and y.
#include "tests/mutants/rewriting.h"

namespace normaudit::mutants {
namespace {

double with_affine(const Tensors& inputs, std::int64_t c, double normalized) {
  const Tensor* weight = inputs.find(Role::kWeight);
  const Tensor* bias = inputs.find(Role::kBias);
  const double scaled = weight == nullptr ? normalized : normalized * weight->get(c);
  return bias == nullptr ? scaled : scaled + bias->get(c);
}

}  // namespace

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

void rewrite_y(const Problem& problem, const Tensors& inputs, Tensors& outputs,
               const std::function<double(const ForwardElement&)>& normalized) {
  if (problem.pass != Pass::kForwardTraining) return;
  const Tensor& x = inputs.at(Role::kX);
  Tensor& y = outputs.at(Role::kY);
  for (std::int64_t i = 0; i < y.count(); ++i) {
    const std::int64_t c = i / problem.shape.spatial_count() % problem.shape.channels;
    const ForwardElement element{.x = x.get(i),
                                 .mean = outputs.at(Role::kSaveMean).get(c),
                                 .variance = outputs.at(Role::kSaveVar).get(c),
                                 .invstd = outputs.at(Role::kSaveInvstd).get(c),
                                 .n = static_cast<double>(group_size(problem))};
    const bool degenerate = element.variance + problem.eps == 0;
    y.set(i, with_affine(inputs, c, degenerate ? 0 : normalized(element)));
  }
}

}  // namespace normaudit::mutants
