// Gathering a channel's sums and rewriting its dx.
#include "tests/mutants/rewriting_dx.h"

#include <cmath>
#include <vector>

namespace normaudit::mutants {
namespace {

BackwardElement channel_facts(const Problem& problem, const Tensors& inputs, std::int64_t c) {
  BackwardElement facts{.n = static_cast<double>(group_size(problem))};
  if (const Tensor* weight = inputs.find(Role::kWeight)) facts.weight = weight->get(c);
  if (problem.pass == Pass::kBackward) {
    facts.mean = inputs.at(Role::kSaveMean).get(c);
    facts.invstd = inputs.at(Role::kSaveInvstd).get(c);
  } else {
    facts.mean = inputs.at(Role::kRunningMean).get(c);
    facts.invstd = 1 / std::sqrt(inputs.at(Role::kRunningVar).get(c) + problem.eps);
  }
  return facts;
}

}  // namespace

void rewrite_dx(const Problem& problem, const Tensors& inputs, Tensors& outputs,
                const std::function<double(const BackwardElement&)>& value) {
  Tensor* dx = outputs.find(Role::kDx);
  if (dx == nullptr) return;
  const Tensor& x = inputs.at(Role::kX);
  const Tensor& dy = inputs.at(Role::kDy);
  std::vector<BackwardElement> channels;
  for (std::int64_t c = 0; c < problem.shape.channels; ++c) {
    channels.push_back(channel_facts(problem, inputs, c));
  }
  const auto channel_of = [&](std::int64_t i) -> BackwardElement& {
    return channels[static_cast<std::size_t>(i / problem.shape.spatial_count() %
                                             problem.shape.channels)];
  };
  for (std::int64_t i = 0; i < dx->count(); ++i) {
    BackwardElement& facts = channel_of(i);
    facts.sum_dy += dy.get(i);
    facts.dot += (x.get(i) - facts.mean) * dy.get(i);
  }
  for (std::int64_t i = 0; i < dx->count(); ++i) {
    BackwardElement element = channel_of(i);
    element.x = x.get(i);
    element.dy = dy.get(i);
    dx->set(i, value(element));
  }
}

}  // namespace normaudit::mutants
